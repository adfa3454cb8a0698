package dev.loom.tools.math;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.BuiltinTool;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `calculator`: evaluates arithmetic expressions exactly where possible.
public final class CalculatorTool extends BuiltinTool {
  private static final int EXPRESSION_CHARS_MAX = 1_000;

  public CalculatorTool() {
    super(
        "calculator",
        "Evaluates an expression. Operators: + - * / // % **, parentheses, lists. Functions: abs"
            + " round min max sum len int float sqrt log log10 log2 exp pow ceil floor. Constants: pi"
            + " e. Finance: npv(rate, flows), cagr(begin, end, years), wacc(equity, debt, equity_cost,"
            + " debt_cost, tax), pmt(rate, periods, present_value).",
        ParameterSchemaBuilder.object()
            .text(
                "expression",
                "The expression, for instance (3 + 4) * 2 ** 10 or npv(0.1, [-1000, 300, 400, 500]).",
                EXPRESSION_CHARS_MAX)
            .build("expression"),
        Duration.ofSeconds(30),
        CrashPolicy.RETRY);
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    return List.of();
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) {
    var expression = arguments.text("expression").strip();
    try {
      var value = Calculation.evaluate(expression);
      return ToolResult.ok(expression + " = " + Numbers.format(value))
          .withData(Map.of("result", Numbers.toJson(value), "expression", expression));
    } catch (ArithmeticException failure) {
      return ToolResult.fail("Cannot compute '" + expression + "': " + failure.getMessage());
    }
  }
}
