"""The first page of the desk: figures, chart, first steps, what needs attention."""
