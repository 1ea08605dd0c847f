"""What networks cost: layers, parameters, memory, operations; and which published ones and devices there are, as data.

Pure functions of plain values, exact where the quantity is; nothing here knows a problem or a rule.
"""
