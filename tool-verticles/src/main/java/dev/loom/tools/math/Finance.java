package dev.loom.tools.math;

import dev.loom.tools.math.Value.ListValue;
import java.util.List;

/// Financial functions.
final class Finance {
  private Finance() {}

  static double call(String name, List<Value> arguments) {
    return switch (name) {
      case "npv" -> netPresentValue(MathFunctions.requireCount(name, arguments, 2));
      case "cagr" -> growthRate(numbers(MathFunctions.requireCount(name, arguments, 3)));
      case "wacc" -> costOfCapital(numbers(MathFunctions.requireCount(name, arguments, 5)));
      case "pmt" -> payment(numbers(MathFunctions.requireCount(name, arguments, 3)));
      default -> throw new ArithmeticException("unknown function '" + name + "'");
    };
  }

  private static double[] numbers(List<Value> arguments) {
    return arguments.stream().mapToDouble(Value::asDouble).toArray();
  }

  /// Net present value: `npv(rate, [now, after one period, ...])`.
  private static double netPresentValue(List<Value> arguments) {
    if (!(arguments.get(1) instanceof ListValue flows)) {
      throw new ArithmeticException("npv takes a rate and a list of flows");
    }
    var rate = arguments.get(0).asDouble();
    var sum = 0.0;
    for (var period = 0; period < flows.values().size(); period++) {
      sum += flows.values().get(period).asDouble() / Math.pow(1 + rate, period);
    }
    return sum;
  }

  /// Compound annual growth rate: `cagr(begin, end, years)`.
  private static double growthRate(double[] n) {
    if (n[0] <= 0 || n[2] <= 0) {
      throw new ArithmeticException("cagr needs a positive begin and positive years");
    }
    return Math.pow(n[1] / n[0], 1 / n[2]) - 1;
  }

  /// Weighted average cost of capital: `wacc(equity, debt, equity cost, debt cost, tax rate)`.
  private static double costOfCapital(double[] n) {
    var total = n[0] + n[1];
    if (total == 0) {
      throw new ArithmeticException("wacc needs equity or debt");
    }
    return n[0] / total * n[2] + n[1] / total * n[3] * (1 - n[4]);
  }

  /// Payment of an annuity: `pmt(rate, periods, present value)`, negative as an outflow.
  private static double payment(double[] n) {
    if (n[1] == 0) {
      throw new ArithmeticException("pmt needs at least one period");
    }
    return n[0] == 0 ? -n[2] / n[1] : -n[2] * n[0] / (1 - Math.pow(1 + n[0], -n[1]));
  }
}
