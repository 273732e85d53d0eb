"""How evidence becomes sentences: with a chat model, or without one."""
