package dev.loom.tools.math;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.regex.Pattern;

/// Evaluates expressions in Python's syntax with EvalEx. It has no lists and tuples, so they are
/// rewritten to function calls first.
final class Calculation {
  /// Protects the stack from deep nesting.
  private static final int DEPTH_MAX = 100;

  private static final String TOO_DEEP =
      "the expression is nested deeper than " + DEPTH_MAX + " levels";

  private static final String GROUP = "group_";
  private static final String LIST = "list_";

  private static final Pattern SIGNS = Pattern.compile("(?:[-+]\\s*){" + DEPTH_MAX + "}");
  private static final Pattern COMPARISON = Pattern.compile("[<>=!]");
  private static final Pattern VALUE_MISSING = Pattern.compile("(?:^|[-+*/%(\\[])\\s*$");
  private static final Pattern OPERATOR_MISSING =
      Pattern.compile("[\\w.)\\]]\\s+[\\w.]|[*/]\\s+[*/]");

  private static final ExpressionConfiguration CONFIGURATION = configuration();

  private Calculation() {}

  private static ExpressionConfiguration configuration() {
    return ExpressionConfiguration.builder()
        .operatorDictionary(CalculatorOperator.all())
        .functionDictionary(CalculatorFunctions.all(GROUP, LIST))
        .defaultConstants(
            Map.of(
                "pi", EvaluationValue.numberValue(Numbers.real(Math.PI)),
                "e", EvaluationValue.numberValue(Numbers.real(Math.E)),
                "true", EvaluationValue.numberValue(BigDecimal.ONE),
                "false", EvaluationValue.numberValue(BigDecimal.ZERO)))
        .mathContext(MathContext.UNLIMITED)
        .stripTrailingZeros(false)
        .implicitMultiplicationAllowed(false)
        .structuresAllowed(false)
        .binaryAllowed(false)
        .build();
  }

  /// @return a number or a list
  /// @throws ArithmeticException if the expression is invalid, with the reason
  static EvaluationValue evaluate(String text) {
    check(text);
    try {
      return new Expression(rewrite(text), CONFIGURATION).evaluate();
    } catch (BaseException failure) {
      throw new ArithmeticException(describe(failure, text));
    }
  }

  private static void check(String text) {
    var open = new ArrayDeque<Character>();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '(' || c == '[') {
        open.push(c == '(' ? ')' : ']');
      } else if ((c == ')' || c == ']') && (open.isEmpty() || open.pop() != c)) {
        throw new ArithmeticException(unexpected(c, i));
      }
      Numbers.check(open.size() <= DEPTH_MAX, TOO_DEEP);
    }
    Numbers.check(!SIGNS.matcher(text).find(), TOO_DEEP);
    Numbers.check(!COMPARISON.matcher(text).find(), "comparisons are not supported");
    Numbers.check(!VALUE_MISSING.matcher(text).find(), "a value is missing at the end");
    Numbers.check(open.isEmpty(), "'" + open.peek() + "' is missing at the end");
    var second = OPERATOR_MISSING.matcher(text);
    if (second.find()) {
      throw new ArithmeticException(unexpected(text.charAt(second.end() - 1), second.end() - 1));
    }
  }

  private static String unexpected(char sign, int index) {
    return "unexpected '" + sign + "' at position " + (index + 1);
  }

  private static String rewrite(String text) {
    return text.replaceAll("\\s+", "")
        .replaceAll("(?<=[0-9])_+(?=[0-9])", "")
        .replaceAll(",(?=[)\\]])", "")
        .replaceAll("(?<![\\p{L}\\p{N}_])\\(", GROUP + "(")
        .replace("[", LIST + "(")
        .replace(']', ')');
  }

  private static String describe(BaseException failure, String text) {
    var message = failure.getMessage();
    var token = failure.getTokenString();
    if (message.startsWith("Variable or constant")) {
      return "unknown name '" + token + "'";
    }
    if (message.startsWith("Undefined function")) {
      return "unknown function '" + token + "'";
    }
    return message.matches("(Undefined|Missing) operator.*|Unexpected token.*")
        ? unexpected(token.charAt(0), Math.max(0, text.indexOf(token)))
        : message;
  }
}
