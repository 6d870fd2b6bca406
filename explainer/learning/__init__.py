"""How a network learns: one step of training, followed number by number; without Streamlit."""
