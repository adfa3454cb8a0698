package dev.loom.tools.math;

import com.ezylang.evalex.data.EvaluationValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Arithmetic with Python's semantics. Integers, which have scale 0, are exact; other numbers are
/// rounded to IEEE doubles. The size of both is limited.
final class Numbers {
  private static final int EXPONENT_MAX = 10_000;

  /// About 60,000 decimal digits.
  private static final int BITS_MAX = 200_000;

  /// Doubles below it print as integers if they are.
  private static final double WHOLE_MAX = 1e15;

  private static final String TOO_LARGE = "the number is too large";

  private Numbers() {}

  /// @throws ArithmeticException with the reason if the condition is false
  static void check(boolean condition, String reason) {
    if (!condition) {
      throw new ArithmeticException(reason);
    }
  }

  static BigDecimal of(EvaluationValue value) {
    check(
        value.isNumberValue(),
        "expected a number, not a " + (value.isArrayValue() ? "list" : "text"));
    return bounded(value.getNumberValue());
  }

  static double doubleOf(EvaluationValue value) {
    return toDouble(of(value));
  }

  private static double toDouble(BigDecimal number) {
    var value = number.doubleValue();
    check(!Double.isInfinite(value), "the number is too large for this operation");
    return value;
  }

  /// @throws ArithmeticException if the number is too large
  static BigDecimal bounded(BigDecimal number) {
    if (number.scale() != 0) {
      return real(number.doubleValue());
    }
    check(number.unscaledValue().bitLength() <= BITS_MAX, TOO_LARGE);
    return number;
  }

  /// @throws ArithmeticException if the number is not finite
  static BigDecimal real(double number) {
    check(!Double.isNaN(number), "the result is not a number");
    check(!Double.isInfinite(number), TOO_LARGE);
    return number == Math.rint(number) && Math.abs(number) < WHOLE_MAX
        ? BigDecimal.valueOf((long) number)
        : BigDecimal.valueOf(number);
  }

  static BigDecimal divide(BigDecimal a, BigDecimal b) {
    checkDivisor(b);
    return a.divide(b, MathContext.DECIMAL128);
  }

  static BigDecimal floorDivide(BigDecimal a, BigDecimal b) {
    checkDivisor(b);
    return bounded(a.divide(b, 0, RoundingMode.FLOOR));
  }

  /// The remainder with the sign of the divisor.
  static BigDecimal remainder(BigDecimal a, BigDecimal b) {
    return a.subtract(b.multiply(floorDivide(a, b)));
  }

  static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    check(
        exponent.abs().compareTo(BigDecimal.valueOf(EXPONENT_MAX)) <= 0,
        "the exponent must be between -" + EXPONENT_MAX + " and " + EXPONENT_MAX);
    if (exponent.signum() < 0) {
      checkDivisor(base);
    }
    if (base.scale() != 0 || exponent.scale() != 0 || exponent.signum() < 0) {
      return real(Math.pow(toDouble(base), toDouble(exponent)));
    }
    check((long) base.unscaledValue().bitLength() * exponent.intValue() <= BITS_MAX, TOO_LARGE);
    return base.pow(exponent.intValue());
  }

  private static void checkDivisor(BigDecimal divisor) {
    check(divisor.signum() != 0, "division by zero");
  }

  /// Formats a value for users: integers in full, other numbers with 10 significant digits.
  static String format(EvaluationValue value) {
    if (value.isArrayValue()) {
      return value.getArrayValue().stream().map(Numbers::format).toList().toString();
    }
    var number = of(value);
    if (number.scale() == 0) {
      return number.toString();
    }
    var rounded =
        new BigDecimal(number.doubleValue()).round(new MathContext(10)).stripTrailingZeros();
    var exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -5 || exponent >= 15
        ? rounded.toString().replace("E", "e")
        : rounded.toPlainString();
  }

  /// Converts a value to a JSON value; integers beyond 64 bits become strings.
  static Object toJson(EvaluationValue value) {
    if (value.isArrayValue()) {
      return value.getArrayValue().stream().map(Numbers::toJson).toList();
    }
    var number = of(value);
    if (number.scale() != 0) {
      return number.doubleValue();
    }
    var fits = number.unscaledValue().bitLength() < Long.SIZE;
    return fits ? (Object) number.longValue() : number.toString();
  }
}
