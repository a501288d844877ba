"""Everything with columns and ids: Arrow in and out, TREC files, joins of runs and judgements."""
