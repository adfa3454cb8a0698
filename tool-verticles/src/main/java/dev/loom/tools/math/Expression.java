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
  private int position;
  private int depth;
  private boolean endedWithComma;

  Expression(String text) {
    this.text = text;
  }

  /// @throws ArithmeticException if the expression is invalid, with reason and position
  Value evaluate() {
    var value = sum();
    if (position < text.length()) {
      throw unexpected();
    }
    return value;
  }

  private Value sum() {
    enterLevel();
    skipWhitespace();
    var value = product();
    for (var sign = consumeAny("+", "-"); !sign.isEmpty(); sign = consumeAny("+", "-")) {
      value = Operators.apply(sign, value, product());
    }
    depth--;
    return value;
  }

  private void enterLevel() {
    if (++depth > DEPTH_MAX) {
      throw new ArithmeticException(
          "the expression is nested deeper than " + DEPTH_MAX + " levels");
    }
  }

  private Value product() {
    var value = signed();
    for (var sign = consumeProductSign(); !sign.isEmpty(); sign = consumeProductSign()) {
      value = Operators.apply(sign, value, signed());
    }
    return value;
  }

  private String consumeProductSign() {
    return text.startsWith("**", position) ? "" : consumeAny("*", "//", "/", "%");
  }

  private Value signed() {
    enterLevel();
    var value =
        switch (consumeAny("+", "-")) {
          case "-" -> Operators.negate(signed());
          case "+" -> signed();
          default -> power();
        };
    depth--;
    return value;
  }

  private Value power() {
    var base = atom();
    return consumeAny("**").isEmpty() ? base : Operators.power(base, signed());
  }

  private Value atom() {
    if (position >= text.length()) {
      throw new ArithmeticException("a value is missing at the end");
    }
    var c = text.charAt(position);
    if (isDigit(c) || c == '.') {
      return number();
    }
    if (Character.isLetter(c) || c == '_') {
      return constantOrCall();
    }
    if (!consumeAny("(").isEmpty()) {
      var values = valuesUntil(")");
      return values.size() == 1 && !endedWithComma ? values.getFirst() : new ListValue(values);
    }
    if (!consumeAny("[").isEmpty()) {
      return new ListValue(valuesUntil("]"));
    }
    throw unexpected();
  }

  private List<Value> valuesUntil(String close) {
    var values = new ArrayList<Value>();
    var comma = false;
    while (consumeAny(close).isEmpty()) {
      if (!values.isEmpty() && !comma) {
        throw position < text.length() ? unexpected() : missing(close);
      }
      values.add(sum());
      comma = !consumeAny(",").isEmpty();
    }
    endedWithComma = comma;
    return values;
  }

  private Value constantOrCall() {
    var start = position;
    while (position < text.length() && isNamePart(text.charAt(position))) {
      position++;
    }
    var name = text.substring(start, position);
    skipWhitespace();
    if (!consumeAny("(").isEmpty()) {
      return MathFunctions.call(name, valuesUntil(")"));
    }
    return MathFunctions.constant(name)
        .orElseThrow(() -> new ArithmeticException("unknown name '" + name + "'"));
  }

  private Value number() {
    var start = position;
    skipDigits();
    var isInteger = true;
    if (position < text.length() && text.charAt(position) == '.') {
      position++;
      skipDigits();
      isInteger = false;
    }
    if (hasExponent()) {
      position += 2;
      skipDigits();
      isInteger = false;
    }
    var digits = text.substring(start, position).replace("_", "");
    if (digits.equals(".") || position < text.length() && isNamePart(text.charAt(position))) {
      throw unexpected();
    }
    skipWhitespace();
    return isInteger ? new Whole(new BigInteger(digits)) : new Real(Double.parseDouble(digits));
  }

  private boolean hasExponent() {
    if (position + 1 >= text.length() || Character.toLowerCase(text.charAt(position)) != 'e') {
      return false;
    }
    var next = text.charAt(position + 1);
    var signed = next == '+' || next == '-';
    return isDigit(next)
        || signed && position + 2 < text.length() && isDigit(text.charAt(position + 2));
  }

  private void skipDigits() {
    while (position < text.length()
        && (isDigit(text.charAt(position)) || text.charAt(position) == '_')) {
      position++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /// Consumes and returns the first sign that occurs at the current position, empty if none does.
  private String consumeAny(String... signs) {
    for (var sign : signs) {
      if (text.startsWith(sign, position)) {
        position += sign.length();
        skipWhitespace();
        return sign;
      }
    }
    return "";
  }

  private void skipWhitespace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private static ArithmeticException missing(String sign) {
    return new ArithmeticException("'" + sign + "' is missing at the end");
  }

  private ArithmeticException unexpected() {
    if (position >= text.length()) {
      return new ArithmeticException("a value is missing at the end");
    }
    var sign = text.substring(position, text.offsetByCodePoints(position, 1));
    return COMPARISONS.contains(sign)
        ? new ArithmeticException("comparisons are not supported")
        : new ArithmeticException("unexpected '" + sign + "' at position " + (position + 1));
  }
}
