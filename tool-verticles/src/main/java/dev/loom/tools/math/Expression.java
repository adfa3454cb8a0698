package dev.loom.tools.math;

import dev.loom.tools.math.Value.ListValue;
import dev.loom.tools.math.Value.Real;
import dev.loom.tools.math.Value.Whole;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Parses and evaluates an expression in one pass. Instances are used once.
///
/// ```
/// sum     = product (("+" | "-") product)*
/// product = signed (("*" | "/" | "//" | "%") signed)*
/// signed  = ("+" | "-") signed | power
/// power   = atom ("**" signed)?
/// atom    = number | name | name "(" list ")" | "(" list ")" | "[" list "]"
/// ```
final class Expression {
  /// Protects the stack from deep nesting.
  private static final int DEPTH_MAX = 100;

  private static final List<String> COMPARISONS = List.of("<", ">", "=", "!");

  private final String text;
  private int at;
  private int depth;

  Expression(String text) {
    this.text = text;
  }

  /// @throws ArithmeticException if the expression is invalid, with reason and position
  Value value() {
    var value = sum();
    if (at < text.length()) {
      throw unexpected();
    }
    return value;
  }

  private Value sum() {
    if (++depth > DEPTH_MAX) {
      throw new ArithmeticException(
          "the expression is nested deeper than " + DEPTH_MAX + " levels");
    }
    skipBlanks();
    var value = product();
    for (var sign = oneOf("+", "-"); !sign.isEmpty(); sign = oneOf("+", "-")) {
      value = Operators.apply(sign, value, product());
    }
    depth--;
    return value;
  }

  private Value product() {
    var value = signed();
    for (var sign = factorSign(); !sign.isEmpty(); sign = factorSign()) {
      value = Operators.apply(sign, value, signed());
    }
    return value;
  }

  private String factorSign() {
    return text.startsWith("**", at) ? "" : oneOf("*", "//", "/", "%");
  }

  private Value signed() {
    if (++depth > DEPTH_MAX) {
      throw new ArithmeticException(
          "the expression is nested deeper than " + DEPTH_MAX + " levels");
    }
    var value =
        switch (oneOf("+", "-")) {
          case "-" -> Operators.negate(signed());
          case "+" -> signed();
          default -> power();
        };
    depth--;
    return value;
  }

  private Value power() {
    var base = atom();
    return oneOf("**").isEmpty() ? base : Operators.power(base, signed());
  }

  private Value atom() {
    if (at >= text.length()) {
      throw new ArithmeticException("a value is missing at the end");
    }
    var c = text.charAt(at);
    if (isDigit(c) || c == '.') {
      return number();
    }
    if (Character.isLetter(c) || c == '_') {
      return named();
    }
    if (!oneOf("(").isEmpty()) {
      var values = valuesUntil(")");
      return values.size() == 1 && !endedWithComma ? values.getFirst() : new ListValue(values);
    }
    if (!oneOf("[").isEmpty()) {
      return new ListValue(valuesUntil("]"));
    }
    throw unexpected();
  }

  private boolean endedWithComma;

  private List<Value> valuesUntil(String close) {
    var values = new ArrayList<Value>();
    var comma = false;
    while (oneOf(close).isEmpty()) {
      if (!values.isEmpty() && !comma) {
        throw at < text.length() ? unexpected() : missing(close);
      }
      values.add(sum());
      comma = !oneOf(",").isEmpty();
    }
    endedWithComma = comma;
    return values;
  }

  private Value named() {
    var start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    var name = text.substring(start, at);
    skipBlanks();
    if (!oneOf("(").isEmpty()) {
      return MathFunctions.call(name, valuesUntil(")"));
    }
    return MathFunctions.constant(name)
        .orElseThrow(() -> new ArithmeticException("unknown name '" + name + "'"));
  }

  private Value number() {
    var start = at;
    skipDigits();
    var isWhole = true;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      skipDigits();
      isWhole = false;
    }
    if (hasExponent()) {
      at += 2;
      skipDigits();
      isWhole = false;
    }
    var digits = text.substring(start, at).replace("_", "");
    if (digits.equals(".") || at < text.length() && isNamePart(text.charAt(at))) {
      throw unexpected();
    }
    skipBlanks();
    return isWhole ? new Whole(new BigInteger(digits)) : new Real(Double.parseDouble(digits));
  }

  private boolean hasExponent() {
    if (at + 1 >= text.length() || Character.toLowerCase(text.charAt(at)) != 'e') {
      return false;
    }
    var next = text.charAt(at + 1);
    var signed = next == '+' || next == '-';
    return isDigit(next) || signed && at + 2 < text.length() && isDigit(text.charAt(at + 2));
  }

  private void skipDigits() {
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /// Consumes the first of these signs that comes next; empty when none does.
  private String oneOf(String... signs) {
    for (var sign : signs) {
      if (text.startsWith(sign, at)) {
        at += sign.length();
        skipBlanks();
        return sign;
      }
    }
    return "";
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static ArithmeticException missing(String sign) {
    return new ArithmeticException("'" + sign + "' is missing at the end");
  }

  private ArithmeticException unexpected() {
    if (at >= text.length()) {
      return new ArithmeticException("a value is missing at the end");
    }
    var sign = text.substring(at, text.offsetByCodePoints(at, 1));
    return COMPARISONS.contains(sign)
        ? new ArithmeticException("comparisons are not supported")
        : new ArithmeticException("unexpected '" + sign + "' at position " + (at + 1));
  }
}
