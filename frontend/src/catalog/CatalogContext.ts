/** The catalog for everything below the editor's screen. */
import { createContext, useContext } from 'react'
import { makeCatalog, type Catalog } from './catalog'

export const CatalogContext = createContext<Catalog>(makeCatalog([]))

export const useCatalog = () => useContext(CatalogContext)
