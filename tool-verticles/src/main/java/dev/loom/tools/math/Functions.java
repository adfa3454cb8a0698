package dev.loom.tools.math;

import dev.loom.tools.math.Value.Items;
import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The names an expression may use.
final class Functions {
  private static final int ROUND_DIGITS_MAX = 300;

  private Functions() {}

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

  static Value call(String name, List<Value> given) {
    return switch (name) {
      case "abs" -> abs(one(name, given));
      case "round" -> round(given);
      case "min" -> listed(name, given).stream().min(BY_SIZE).orElseThrow(() -> none(name));
      case "max" -> listed(name, given).stream().max(BY_SIZE).orElseThrow(() -> none(name));
      case "sum" -> listed(name, given).stream().reduce(Whole.of(0), Arithmetic::add);
      case "len" -> Whole.of(listed(name, List.of(one(name, given))).size());
      case "int" ->
          whole(BigDecimal.valueOf(one(name, given).asDouble()), RoundingMode.DOWN, given);
      case "float" -> new Real(one(name, given).asDouble());
      case "sqrt" -> new Real(Math.sqrt(one(name, given).asDouble()));
      case "log" -> log(given);
      case "log10" -> new Real(Math.log10(positive(one(name, given))));
      case "log2" -> new Real(Math.log(positive(one(name, given))) / Math.log(2));
      case "exp" -> new Real(Math.exp(one(name, given).asDouble()));
      case "pow" -> Arithmetic.power(counted(name, given, 2).get(0), given.get(1));
      case "ceil" ->
          whole(BigDecimal.valueOf(one(name, given).asDouble()), RoundingMode.CEILING, given);
      case "floor" ->
          whole(BigDecimal.valueOf(one(name, given).asDouble()), RoundingMode.FLOOR, given);
      case "npv", "cagr", "wacc", "pmt" -> new Real(Finance.call(name, given));
      default -> throw new ArithmeticException("there is no function '" + name + "'");
    };
  }

  private static final Comparator<Value> BY_SIZE =
      (a, b) ->
          a instanceof Whole left && b instanceof Whole right
              ? left.number().compareTo(right.number())
              : Double.compare(a.asDouble(), b.asDouble());

  static List<Value> counted(String name, List<Value> given, int count) {
    if (given.size() != count) {
      throw new ArithmeticException(
          name + " takes " + count + (count == 1 ? " value" : " values") + ", not " + given.size());
    }
    return given;
  }

  private static Value one(String name, List<Value> given) {
    return counted(name, given, 1).getFirst();
  }

  /// The items of the one list given, or else what was given itself.
  private static List<Value> listed(String name, List<Value> given) {
    if (given.size() == 1 && given.getFirst() instanceof Items items) {
      return items.values();
    }
    if (name.equals("len") || name.equals("sum")) {
      throw new ArithmeticException(name + " needs a list");
    }
    return given;
  }

  private static ArithmeticException none(String name) {
    return new ArithmeticException(name + " needs at least one value");
  }

  private static Value abs(Value value) {
    return value instanceof Whole whole
        ? new Whole(whole.number().abs())
        : new Real(Math.abs(value.asDouble()));
  }

  private static Value whole(BigDecimal number, RoundingMode mode, List<Value> given) {
    return given.getFirst() instanceof Whole exact
        ? exact
        : new Whole(number.setScale(0, mode).toBigInteger());
  }

  /// Halves go to the even neighbour.
  private static Value round(List<Value> given) {
    if (given.size() == 1) {
      return whole(new BigDecimal(given.getFirst().asDouble()), RoundingMode.HALF_EVEN, given);
    }
    var digits = counted("round", given, 2).get(1).asWhole("round");
    if (digits.abs().compareTo(BigInteger.valueOf(ROUND_DIGITS_MAX)) > 0) {
      throw new ArithmeticException("round takes at most " + ROUND_DIGITS_MAX + " digits");
    }
    var rounded =
        new BigDecimal(given.getFirst().asDouble())
            .setScale(digits.intValue(), RoundingMode.HALF_EVEN);
    return given.getFirst() instanceof Whole && digits.signum() >= 0
        ? given.getFirst()
        : new Real(rounded.doubleValue());
  }

  private static Value log(List<Value> given) {
    if (given.size() == 2) {
      return new Real(Math.log(positive(given.get(0))) / Math.log(positive(given.get(1))));
    }
    return new Real(Math.log(positive(one("log", given))));
  }

  private static double positive(Value value) {
    var number = value.asDouble();
    if (number <= 0) {
      throw new ArithmeticException("a logarithm needs a positive number");
    }
    return number;
  }
}
