package dev.loom.tools.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;

/// A value of an expression.
sealed interface Value {
  /// An exact integer.
  record Whole(BigInteger number) implements Value {
    /// About 60,000 decimal digits.
    private static final int BITS_MAX = 200_000;

    public Whole {
      if (number.bitLength() > BITS_MAX) {
        throw new ArithmeticException("the number is too large");
      }
    }

    static Whole of(long number) {
      return new Whole(BigInteger.valueOf(number));
    }
  }

  record Real(double number) implements Value {
    public Real {
      if (Double.isNaN(number)) {
        throw new ArithmeticException("the result is not a number");
      }
      if (Double.isInfinite(number)) {
        throw new ArithmeticException("the number is too large");
      }
    }
  }

  record ListValue(List<Value> values) implements Value {
    public ListValue {
      values = List.copyOf(values);
    }
  }

  /// Converts this value to a double.
  default double asDouble() {
    return switch (this) {
      case Whole whole -> finite(whole.number().doubleValue());
      case Real real -> real.number();
      case ListValue items -> throw new ArithmeticException("expected a number, not a list");
    };
  }

  /// Returns this value as an exact integer.
  default BigInteger asWhole(String function) {
    if (this instanceof Whole whole) {
      return whole.number();
    }
    throw new ArithmeticException(function + " needs a whole number");
  }

  private static double finite(double number) {
    if (Double.isInfinite(number)) {
      throw new ArithmeticException("the number is too large for this operation");
    }
    return number;
  }

  /// Formats this value for users: integers in full, other numbers with 10 significant digits.
  default String format() {
    return switch (this) {
      case Whole whole -> whole.number().toString();
      case Real real -> format(real.number());
      case ListValue items -> items.values().stream().map(Value::format).toList().toString();
    };
  }

  private static String format(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    var rounded = new BigDecimal(number).round(new MathContext(10)).stripTrailingZeros();
    var exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -5 || exponent >= 15
        ? rounded.toString().replace("E", "e")
        : rounded.toPlainString();
  }

  /// Converts this value to a JSON value; integers beyond 64 bits become strings.
  default Object toJson() {
    return switch (this) {
      case Whole whole when whole.number().bitLength() < Long.SIZE -> whole.number().longValue();
      case Whole whole -> whole.number().toString();
      case Real real -> real.number();
      case ListValue items -> items.values().stream().map(Value::toJson).toList();
    };
  }
}
