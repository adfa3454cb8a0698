/// The calculator: [dev.loom.tools.math.CalculatorTool].
///
/// Integers are exact, other numbers are IEEE doubles, as in Python. The size of numbers, the
/// length of expressions and their nesting are limited, so that every evaluation is fast. No file
/// access.
package dev.loom.tools.math;
