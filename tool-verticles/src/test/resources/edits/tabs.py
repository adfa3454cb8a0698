def first(values):
	result = 0
	for value in values:
		if value > 10:
			result += value
		else:
			result -= 1
	return result


def second(values):
	result = 1
	for value in values:
		result *= value
	return result
