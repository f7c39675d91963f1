"""Reports and dashboards at run time: who may see which numbers, the query, its result, the way down, charts and exports."""
