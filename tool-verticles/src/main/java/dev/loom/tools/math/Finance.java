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

  /// Net present value: `npv(rate, [flow now, flow after one period, ...])`.
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
  private static double growthRate(double[] arguments) {
    var begin = arguments[0];
    var end = arguments[1];
    var years = arguments[2];
    if (begin <= 0 || years <= 0) {
      throw new ArithmeticException("cagr needs a positive begin and positive years");
    }
    return Math.pow(end / begin, 1 / years) - 1;
  }

  /// Weighted average cost of capital: `wacc(equity, debt, equity cost, debt cost, tax rate)`.
  private static double costOfCapital(double[] arguments) {
    var equity = arguments[0];
    var debt = arguments[1];
    var equityCost = arguments[2];
    var debtCost = arguments[3];
    var taxRate = arguments[4];
    var total = equity + debt;
    if (total == 0) {
      throw new ArithmeticException("wacc needs equity or debt");
    }
    return equity / total * equityCost + debt / total * debtCost * (1 - taxRate);
  }

  /// Payment of an annuity: `pmt(rate, periods, present value)`, negative as an outflow.
  private static double payment(double[] arguments) {
    var rate = arguments[0];
    var periods = arguments[1];
    var presentValue = arguments[2];
    if (periods == 0) {
      throw new ArithmeticException("pmt needs at least one period");
    }
    return rate == 0
        ? -presentValue / periods
        : -presentValue * rate / (1 - Math.pow(1 + rate, -periods));
  }
}
