"""What is computed from declarations: editor nodes, AI tools, REST, prices, variable paths and skill tables."""
