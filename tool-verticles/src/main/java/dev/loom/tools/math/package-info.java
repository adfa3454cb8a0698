/// The calculator: [dev.loom.tools.math.CalculatorTool].
///
/// The library EvalEx parses the expressions; operators and functions are ours and have Python's
/// semantics: integers are exact, other numbers are IEEE doubles. The size of numbers, the length
/// of expressions and their nesting are limited, so that every evaluation is fast. No file access,
/// no functions of the library.
package dev.loom.tools.math;
