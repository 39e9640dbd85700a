# Classification levels, ascending. A word nobody knows may mean anything, so data of that level counts as restricted and a
# ceiling of that level lets nothing through but public data.
package openclaw.levels

rank := {"public": 0, "internal": 1, "confidential": 2, "restricted": 3}

words := ["public", "internal", "confidential", "restricted"]

of_data(level) := object.get(rank, level, 3)

of_ceiling(level) := object.get(rank, level, 0)

input_rank := of_data(object.get(input, "data_classification", "restricted"))

# The level of the input as one of the four words.
input_level := words[input_rank]

lowest(ceilings) := words[min([of_ceiling(ceiling) | some ceiling in ceilings])]
