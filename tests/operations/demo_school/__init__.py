"""Demo schools that look alive."""
