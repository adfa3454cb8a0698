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

/// The functions and constants of expressions.
final class MathFunctions {
  private static final int ROUND_DIGITS_MAX = 300;

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
      case "min" -> items(name, arguments).stream().min(BY_SIZE).orElseThrow(() -> noValues(name));
      case "max" -> items(name, arguments).stream().max(BY_SIZE).orElseThrow(() -> noValues(name));
      case "sum" -> items(name, arguments).stream().reduce(Whole.of(0), Operators::add);
      case "len" -> Whole.of(items(name, List.of(single(name, arguments))).size());
      case "int" ->
          whole(
              BigDecimal.valueOf(single(name, arguments).asDouble()), RoundingMode.DOWN, arguments);
      case "float" -> new Real(single(name, arguments).asDouble());
      case "sqrt" -> new Real(Math.sqrt(single(name, arguments).asDouble()));
      case "log" -> log(arguments);
      case "log10" -> new Real(Math.log10(positive(single(name, arguments))));
      case "log2" -> new Real(Math.log(positive(single(name, arguments))) / Math.log(2));
      case "exp" -> new Real(Math.exp(single(name, arguments).asDouble()));
      case "pow" -> Operators.power(requireCount(name, arguments, 2).get(0), arguments.get(1));
      case "ceil" ->
          whole(
              BigDecimal.valueOf(single(name, arguments).asDouble()),
              RoundingMode.CEILING,
              arguments);
      case "floor" ->
          whole(
              BigDecimal.valueOf(single(name, arguments).asDouble()),
              RoundingMode.FLOOR,
              arguments);
      case "npv", "cagr", "wacc", "pmt" -> new Real(Finance.call(name, arguments));
      default -> throw new ArithmeticException("unknown function '" + name + "'");
    };
  }

  private static final Comparator<Value> BY_SIZE =
      (a, b) ->
          a instanceof Whole left && b instanceof Whole right
              ? left.number().compareTo(right.number())
              : Double.compare(a.asDouble(), b.asDouble());

  static List<Value> requireCount(String name, List<Value> arguments, int count) {
    if (arguments.size() != count) {
      throw new ArithmeticException(
          name
              + " takes "
              + count
              + (count == 1 ? " value" : " values")
              + ", not "
              + arguments.size());
    }
    return arguments;
  }

  private static Value single(String name, List<Value> arguments) {
    return requireCount(name, arguments, 1).getFirst();
  }

  /// The items of a single list argument, otherwise the arguments themselves.
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

  private static Value whole(BigDecimal number, RoundingMode mode, List<Value> arguments) {
    return arguments.getFirst() instanceof Whole exact
        ? exact
        : new Whole(number.setScale(0, mode).toBigInteger());
  }

  /// Rounds half to even.
  private static Value round(List<Value> arguments) {
    if (arguments.size() == 1) {
      return whole(
          new BigDecimal(arguments.getFirst().asDouble()), RoundingMode.HALF_EVEN, arguments);
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
