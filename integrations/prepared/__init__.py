"""Statements whose SQL is built once in each process: for those few that every call sends.

The ORM builds the SQL of a query anew each time, which takes several times as long as the database needs to answer.
"""
