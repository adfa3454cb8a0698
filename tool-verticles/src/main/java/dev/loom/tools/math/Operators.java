package dev.loom.tools.math;

import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import java.math.BigInteger;

/// Applies operators with Python's semantics: integers stay exact where possible, `//` rounds down,
/// and `%` has the sign of its right operand.
final class Operators {
  static final int EXPONENT_MAX = 10_000;
  private static final int POWER_BITS_MAX = 200_000;

  private Operators() {}

  static Value apply(String operator, Value left, Value right) {
    return switch (operator) {
      case "+" -> add(left, right);
      case "-" -> subtract(left, right);
      case "*" -> multiply(left, right);
      case "/" -> new Real(left.asDouble() / requireNonZero(right.asDouble()));
      case "//" -> floorDivide(left, right);
      case "%" -> remainder(left, right);
      case "**" -> power(left, right);
      default -> throw new ArithmeticException("'" + operator + "' is not an operator");
    };
  }

  static Value negate(Value value) {
    return value instanceof Whole whole
        ? new Whole(whole.number().negate())
        : new Real(-value.asDouble());
  }

  static Value add(Value left, Value right) {
    return left instanceof Whole a && right instanceof Whole b
        ? new Whole(a.number().add(b.number()))
        : new Real(left.asDouble() + right.asDouble());
  }

  private static Value subtract(Value left, Value right) {
    return left instanceof Whole a && right instanceof Whole b
        ? new Whole(a.number().subtract(b.number()))
        : new Real(left.asDouble() - right.asDouble());
  }

  private static Value multiply(Value left, Value right) {
    return left instanceof Whole a && right instanceof Whole b
        ? new Whole(a.number().multiply(b.number()))
        : new Real(left.asDouble() * right.asDouble());
  }

  private static Value floorDivide(Value left, Value right) {
    if (left instanceof Whole a && right instanceof Whole b) {
      var parts = a.number().divideAndRemainder(requireNonZero(b.number()));
      var isRoundedDown = parts[1].signum() == 0 || parts[1].signum() == b.number().signum();
      return new Whole(isRoundedDown ? parts[0] : parts[0].subtract(BigInteger.ONE));
    }
    return new Real(Math.floor(left.asDouble() / requireNonZero(right.asDouble())));
  }

  private static Value remainder(Value left, Value right) {
    if (left instanceof Whole a && right instanceof Whole b) {
      var divisor = requireNonZero(b.number());
      var remainder = a.number().mod(divisor.abs());
      return new Whole(
          divisor.signum() < 0 && remainder.signum() != 0 ? remainder.add(divisor) : remainder);
    }
    var divisor = requireNonZero(right.asDouble());
    var remainder = left.asDouble() % divisor;
    return new Real(
        remainder != 0 && remainder < 0 != divisor < 0 ? remainder + divisor : remainder);
  }

  static Value power(Value base, Value exponent) {
    if (Math.abs(exponent.asDouble()) > EXPONENT_MAX) {
      throw new ArithmeticException(
          "the exponent must be between -" + EXPONENT_MAX + " and " + EXPONENT_MAX);
    }
    if (base instanceof Whole a && exponent instanceof Whole b && b.number().signum() >= 0) {
      var exponentValue = b.number().intValueExact();
      if ((long) a.number().bitLength() * exponentValue > POWER_BITS_MAX) {
        throw new ArithmeticException("the number is too large");
      }
      return new Whole(a.number().pow(exponentValue));
    }
    if (base.asDouble() == 0 && exponent.asDouble() < 0) {
      throw new ArithmeticException("division by zero");
    }
    return new Real(Math.pow(base.asDouble(), exponent.asDouble()));
  }

  private static double requireNonZero(double divisor) {
    if (divisor == 0) {
      throw new ArithmeticException("division by zero");
    }
    return divisor;
  }

  private static BigInteger requireNonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    return divisor;
  }
}
