/// The calculator: [dev.loom.tools.math.CalculatorTool].
///
/// Whole numbers are exact, others are IEEE doubles, as in Python. Every number, list and nesting
/// has a limit, so no expression can take long. Nothing here touches a file.
package dev.loom.tools.math;
