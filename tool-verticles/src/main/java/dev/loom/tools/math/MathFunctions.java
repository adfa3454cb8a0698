package dev.loom.tools.math;

import dev.loom.tools.math.Value.ListValue;
import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Evaluates the functions and constants of expressions.
final class MathFunctions {
  private static final int ROUND_DIGITS_MAX = 300;

  private static final Comparator<Value> BY_VALUE =
      (a, b) ->
          a instanceof Whole left && b instanceof Whole right
              ? left.number().compareTo(right.number())
              : Double.compare(a.asDouble(), b.asDouble());

  private MathFunctions() {}

  static Optional<Value> constant(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "pi" -> new Real(Math.PI);
          case "e" -> new Real(Math.E);
          case "true" -> Whole.of(1);
          case "false" -> Whole.of(0);
          default -> null;
        });
  }

  static Value call(String name, List<Value> arguments) {
    return switch (name) {
      case "abs" -> abs(single(name, arguments));
      case "round" -> round(arguments);
      case "min" -> items(name, arguments).stream().min(BY_VALUE).orElseThrow(() -> noValues(name));
      case "max" -> items(name, arguments).stream().max(BY_VALUE).orElseThrow(() -> noValues(name));
      case "sum" -> items(name, arguments).stream().reduce(Whole.of(0), Operators::add);
      case "len" -> Whole.of(items(name, List.of(single(name, arguments))).size());
      case "int" -> toWhole(single(name, arguments), RoundingMode.DOWN);
      case "float" -> new Real(single(name, arguments).asDouble());
      case "sqrt" -> new Real(Math.sqrt(single(name, arguments).asDouble()));
      case "log" -> log(arguments);
      case "log10" -> new Real(Math.log10(positive(single(name, arguments))));
      case "log2" -> new Real(Math.log(positive(single(name, arguments))) / Math.log(2));
      case "exp" -> new Real(Math.exp(single(name, arguments).asDouble()));
      case "pow" -> Operators.power(requireCount(name, arguments, 2).get(0), arguments.get(1));
      case "ceil" -> toWhole(single(name, arguments), RoundingMode.CEILING);
      case "floor" -> toWhole(single(name, arguments), RoundingMode.FLOOR);
      case "npv", "cagr", "wacc", "pmt" -> new Real(Finance.call(name, arguments));
      default -> throw new ArithmeticException("unknown function '" + name + "'");
    };
  }

  static List<Value> requireCount(String name, List<Value> arguments, int count) {
    if (arguments.size() != count) {
      throw new ArithmeticException(
          "%s takes %s %s, not %s"
              .formatted(name, count, count == 1 ? "value" : "values", arguments.size()));
    }
    return arguments;
  }

  private static Value single(String name, List<Value> arguments) {
    return requireCount(name, arguments, 1).getFirst();
  }

  /// Returns the items of a single list argument, otherwise the arguments themselves.
  private static List<Value> items(String name, List<Value> arguments) {
    if (arguments.size() == 1 && arguments.getFirst() instanceof ListValue items) {
      return items.values();
    }
    if (name.equals("len") || name.equals("sum")) {
      throw new ArithmeticException(name + " needs a list");
    }
    return arguments;
  }

  private static ArithmeticException noValues(String name) {
    return new ArithmeticException(name + " needs at least one value");
  }

  private static Value abs(Value value) {
    return value instanceof Whole integer
        ? new Whole(integer.number().abs())
        : new Real(Math.abs(value.asDouble()));
  }

  private static Value toWhole(Value value, RoundingMode mode) {
    return toWhole(value, BigDecimal.valueOf(value.asDouble()), mode);
  }

  private static Value toWhole(Value value, BigDecimal number, RoundingMode mode) {
    return value instanceof Whole ? value : new Whole(number.setScale(0, mode).toBigInteger());
  }

  /// Rounds half to even.
  private static Value round(List<Value> arguments) {
    if (arguments.size() == 1) {
      var value = arguments.getFirst();
      return toWhole(value, new BigDecimal(value.asDouble()), RoundingMode.HALF_EVEN);
    }
    var digits = requireCount("round", arguments, 2).get(1).asWhole("round");
    if (digits.abs().compareTo(BigInteger.valueOf(ROUND_DIGITS_MAX)) > 0) {
      throw new ArithmeticException("round takes at most " + ROUND_DIGITS_MAX + " digits");
    }
    var rounded =
        new BigDecimal(arguments.getFirst().asDouble())
            .setScale(digits.intValue(), RoundingMode.HALF_EVEN);
    return arguments.getFirst() instanceof Whole && digits.signum() >= 0
        ? arguments.getFirst()
        : new Real(rounded.doubleValue());
  }

  private static Value log(List<Value> arguments) {
    if (arguments.size() == 2) {
      return new Real(Math.log(positive(arguments.get(0))) / Math.log(positive(arguments.get(1))));
    }
    return new Real(Math.log(positive(single("log", arguments))));
  }

  private static double positive(Value value) {
    var number = value.asDouble();
    if (number <= 0) {
      throw new ArithmeticException("a logarithm needs a positive number");
    }
    return number;
  }
}
