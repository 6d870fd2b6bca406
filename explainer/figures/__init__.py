"""Pictures that hold still: arrays in, Plotly figures out. The only importer of Plotly."""
