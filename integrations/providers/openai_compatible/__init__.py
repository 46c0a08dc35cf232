"""Any server that speaks as OpenAI does: Ollama, vLLM, LM Studio, a gateway of one's own."""
