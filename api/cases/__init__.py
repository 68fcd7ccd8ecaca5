"""Casework: from hits to a decision that both sides were heard on.

What may happen is one table, `api.cases.states`. `Procedure` applies it to plain values;
`Casework` does so to what is stored.
"""
