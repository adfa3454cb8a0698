package dev.loom.tools.math;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/// The functions of the calculator.
final class CalculatorFunctions {
  private static final int ROUND_DIGITS_MAX = 300;
  private static final int ANY = 1_000;

  private final FunctionDictionaryIfc dictionary = new MapBasedFunctionDictionary();

  private CalculatorFunctions() {
    add("abs", 1, 1, v -> number(v, 0).abs());
    add("int", 1, 1, v -> number(v, 0).setScale(0, RoundingMode.DOWN));
    add("ceil", 1, 1, v -> number(v, 0).setScale(0, RoundingMode.CEILING));
    add("floor", 1, 1, v -> number(v, 0).setScale(0, RoundingMode.FLOOR));
    add("round", 1, 2, CalculatorFunctions::round);
    add("pow", 2, 2, v -> Numbers.power(number(v, 0), number(v, 1)));
    add("float", 1, 1, v -> real(v, 0));
    add("sqrt", 1, 1, v -> Math.sqrt(real(v, 0)));
    add("exp", 1, 1, v -> Math.exp(real(v, 0)));
    add("log10", 1, 1, v -> Math.log10(positive(v, 0)));
    add("log2", 1, 1, v -> Math.log(positive(v, 0)) / Math.log(2));
    add(
        "log",
        1,
        2,
        v -> Math.log(positive(v, 0)) / (v.size() == 1 ? 1 : Math.log(positive(v, 1))));
    add("min", 0, ANY, v -> Collections.min(numbers("min", isList(v) ? list("min", v) : v)));
    add("max", 0, ANY, v -> Collections.max(numbers("max", isList(v) ? list("max", v) : v)));
    add(
        "sum",
        0,
        ANY,
        v -> list("sum", v).stream().map(Numbers::of).reduce(BigDecimal.ZERO, BigDecimal::add));
    add("len", 1, 1, v -> BigDecimal.valueOf(list("len", v).size()));
    add("npv", 2, 2, CalculatorFunctions::netPresentValue);
    add("cagr", 3, 3, CalculatorFunctions::growthRate);
    add("wacc", 5, 5, CalculatorFunctions::costOfCapital);
    add("pmt", 3, 3, CalculatorFunctions::payment);
  }

  /// @param group name of the function that makes a list of its arguments, except of a single one
  /// @param list name of the function that makes a list of its arguments
  static FunctionDictionaryIfc all(String group, String list) {
    var functions = new CalculatorFunctions().dictionary;
    functions.addFunction(list, new Call(EvaluationValue::arrayValue));
    functions.addFunction(
        group, new Call(v -> v.size() == 1 ? v.getFirst() : EvaluationValue.arrayValue(v)));
    return functions;
  }

  /// @param body returns an exact [BigDecimal] or a [Double]
  private void add(
      String name, int countMin, int countMax, Function<List<EvaluationValue>, Number> body) {
    dictionary.addFunction(
        name,
        new Call(
            v -> {
              if (v.size() < countMin || v.size() > countMax) {
                var noun = countMin == 1 ? "value" : "values";
                throw new ArithmeticException(
                    "%s takes %s %s, not %s".formatted(name, countMin, noun, v.size()));
              }
              var result = body.apply(v);
              return EvaluationValue.numberValue(
                  result instanceof BigDecimal exact
                      ? Numbers.bounded(exact)
                      : Numbers.real(result.doubleValue()));
            }));
  }

  private static BigDecimal number(List<EvaluationValue> values, int index) {
    return Numbers.of(values.get(index));
  }

  private static double real(List<EvaluationValue> values, int index) {
    return Numbers.toDouble(number(values, index));
  }

  private static double positive(List<EvaluationValue> values, int index) {
    var number = real(values, index);
    if (number <= 0) {
      throw new ArithmeticException("a logarithm needs a positive number");
    }
    return number;
  }

  private static boolean isList(List<EvaluationValue> values) {
    return values.size() == 1 && values.getFirst().isArrayValue();
  }

  private static List<EvaluationValue> list(String name, List<EvaluationValue> values) {
    if (!isList(values)) {
      throw new ArithmeticException(name + " needs a list");
    }
    return values.getFirst().getArrayValue();
  }

  private static List<BigDecimal> numbers(String name, List<EvaluationValue> values) {
    if (values.isEmpty()) {
      throw new ArithmeticException(name + " needs at least one value");
    }
    return values.stream().map(Numbers::of).toList();
  }

  /// Rounds half to even.
  private static BigDecimal round(List<EvaluationValue> values) {
    var digits = values.size() == 1 ? BigDecimal.ZERO : number(values, 1);
    if (digits.scale() != 0) {
      throw new ArithmeticException("round needs a whole number");
    }
    if (digits.abs().compareTo(BigDecimal.valueOf(ROUND_DIGITS_MAX)) > 0) {
      throw new ArithmeticException("round takes at most " + ROUND_DIGITS_MAX + " digits");
    }
    var number = number(values, 0);
    var exact = number.scale() == 0 ? number : new BigDecimal(number.doubleValue());
    var rounded = exact.setScale(digits.intValue(), RoundingMode.HALF_EVEN);
    return digits.signum() < 0 || number.scale() == 0 ? rounded.setScale(0) : rounded;
  }

  /// Net present value: `npv(rate, [flow now, flow after one period, ...])`.
  private static double netPresentValue(List<EvaluationValue> values) {
    if (!values.get(1).isArrayValue()) {
      throw new ArithmeticException("npv takes a rate and a list of flows");
    }
    var flows = values.get(1).getArrayValue();
    var sum = 0.0;
    for (var period = 0; period < flows.size(); period++) {
      sum += real(flows, period) / Math.pow(1 + real(values, 0), period);
    }
    return sum;
  }

  /// Compound annual growth rate: `cagr(begin, end, years)`.
  private static double growthRate(List<EvaluationValue> values) {
    var begin = real(values, 0);
    var years = real(values, 2);
    if (begin <= 0 || years <= 0) {
      throw new ArithmeticException("cagr needs a positive begin and positive years");
    }
    return Math.pow(real(values, 1) / begin, 1 / years) - 1;
  }

  /// Weighted average cost of capital: `wacc(equity, debt, equity cost, debt cost, tax rate)`.
  private static double costOfCapital(List<EvaluationValue> values) {
    var equity = real(values, 0);
    var debt = real(values, 1);
    if (equity + debt == 0) {
      throw new ArithmeticException("wacc needs equity or debt");
    }
    var weighted = equity * real(values, 2) + debt * real(values, 3) * (1 - real(values, 4));
    return weighted / (equity + debt);
  }

  /// Payment of an annuity: `pmt(rate, periods, present value)`, negative as an outflow.
  private static double payment(List<EvaluationValue> values) {
    var rate = real(values, 0);
    var periods = real(values, 1);
    if (periods == 0) {
      throw new ArithmeticException("pmt needs at least one period");
    }
    return -real(values, 2) * (rate == 0 ? 1 / periods : rate / (1 - Math.pow(1 + rate, -periods)));
  }

  /// A function in the form that EvalEx calls.
  @FunctionParameter(name = "values", isVarArg = true)
  private static final class Call extends AbstractFunction {
    private final Function<List<EvaluationValue>, EvaluationValue> body;

    Call(Function<List<EvaluationValue>, EvaluationValue> body) {
      this.body = body;
    }

    @Override
    public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
      return body.apply(List.of(values));
    }
  }
}
