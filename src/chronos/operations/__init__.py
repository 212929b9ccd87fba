"""The operator's tools, one module or package each; rooms bring their checks and periodic jobs."""
