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
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/// The functions of the calculator.
final class CalculatorFunctions {
  private static final int ROUND_DIGITS_MAX = 300;
  private static final int ANY = 1_000;

  private final FunctionDictionaryIfc dictionary = new MapBasedFunctionDictionary();

  private CalculatorFunctions() {
    addExact("abs", BigDecimal::abs);
    addExact("int", number -> number.setScale(0, RoundingMode.DOWN));
    addExact("ceil", number -> number.setScale(0, RoundingMode.CEILING));
    addExact("floor", number -> number.setScale(0, RoundingMode.FLOOR));
    add("round", 1, 2, CalculatorFunctions::round);
    add("pow", 2, 2, v -> Numbers.power(Numbers.of(v.get(0)), Numbers.of(v.get(1))));
    addReal("float", number -> number);
    addReal("sqrt", Math::sqrt);
    addReal("exp", Math::exp);
    addReal("log10", number -> Math.log10(positive(number)));
    addReal("log2", number -> Math.log(positive(number)) / Math.log(2));
    addReal(
        "log",
        1,
        2,
        v -> Math.log(positive(v[0])) / (v.length == 1 ? 1 : Math.log(positive(v[1]))));
    add("min", 0, ANY, v -> Collections.min(numbers("min", isList(v) ? list("min", v) : v)));
    add("max", 0, ANY, v -> Collections.max(numbers("max", isList(v) ? list("max", v) : v)));
    add(
        "sum",
        0,
        ANY,
        v -> list("sum", v).stream().map(Numbers::of).reduce(BigDecimal.ZERO, BigDecimal::add));
    add("len", 1, 1, v -> BigDecimal.valueOf(list("len", v).size()));
    add("npv", 2, 2, v -> Numbers.real(netPresentValue(v)));
    addReal("cagr", 3, 3, CalculatorFunctions::growthRate);
    addReal("wacc", 5, 5, CalculatorFunctions::costOfCapital);
    addReal("pmt", 3, 3, CalculatorFunctions::payment);
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

  private void addExact(String name, UnaryOperator<BigDecimal> body) {
    add(name, 1, 1, v -> body.apply(Numbers.of(v.getFirst())));
  }

  private void addReal(String name, DoubleUnaryOperator body) {
    addReal(name, 1, 1, v -> body.applyAsDouble(v[0]));
  }

  private void addReal(String name, int countMin, int countMax, ToDoubleFunction<double[]> body) {
    add(
        name,
        countMin,
        countMax,
        v -> Numbers.real(body.applyAsDouble(v.stream().mapToDouble(Numbers::doubleOf).toArray())));
  }

  private void add(
      String name, int countMin, int countMax, Function<List<EvaluationValue>, BigDecimal> body) {
    dictionary.addFunction(
        name,
        new Call(
            v -> {
              Numbers.check(
                  v.size() >= countMin && v.size() <= countMax,
                  "%s takes %s %s, not %s"
                      .formatted(name, countMin, countMin == 1 ? "value" : "values", v.size()));
              return EvaluationValue.numberValue(Numbers.bounded(body.apply(v)));
            }));
  }

  private static double positive(double number) {
    Numbers.check(number > 0, "a logarithm needs a positive number");
    return number;
  }

  private static boolean isList(List<EvaluationValue> values) {
    return values.size() == 1 && values.getFirst().isArrayValue();
  }

  private static List<EvaluationValue> list(String name, List<EvaluationValue> values) {
    Numbers.check(isList(values), name + " needs a list");
    return values.getFirst().getArrayValue();
  }

  private static List<BigDecimal> numbers(String name, List<EvaluationValue> values) {
    Numbers.check(!values.isEmpty(), name + " needs at least one value");
    return values.stream().map(Numbers::of).toList();
  }

  /// Rounds half to even.
  private static BigDecimal round(List<EvaluationValue> values) {
    var digits = values.size() == 1 ? BigDecimal.ZERO : Numbers.of(values.get(1));
    Numbers.check(digits.scale() == 0, "round needs a whole number");
    Numbers.check(
        digits.abs().compareTo(BigDecimal.valueOf(ROUND_DIGITS_MAX)) <= 0,
        "round takes at most " + ROUND_DIGITS_MAX + " digits");
    var number = Numbers.of(values.getFirst());
    var exact = number.scale() == 0 ? number : new BigDecimal(number.doubleValue());
    var rounded = exact.setScale(digits.intValue(), RoundingMode.HALF_EVEN);
    return digits.signum() < 0 || number.scale() == 0 ? rounded.setScale(0) : rounded;
  }

  /// Net present value: `npv(rate, [flow now, flow after one period, ...])`.
  private static double netPresentValue(List<EvaluationValue> values) {
    Numbers.check(values.get(1).isArrayValue(), "npv takes a rate and a list of flows");
    var flows = values.get(1).getArrayValue();
    var sum = 0.0;
    for (var period = 0; period < flows.size(); period++) {
      var factor = Math.pow(1 + Numbers.doubleOf(values.getFirst()), period);
      sum += Numbers.doubleOf(flows.get(period)) / factor;
    }
    return sum;
  }

  /// Compound annual growth rate: `cagr(begin, end, years)`.
  private static double growthRate(double[] v) {
    Numbers.check(v[0] > 0 && v[2] > 0, "cagr needs a positive begin and positive years");
    return Math.pow(v[1] / v[0], 1 / v[2]) - 1;
  }

  /// Weighted average cost of capital: `wacc(equity, debt, equity cost, debt cost, tax rate)`.
  private static double costOfCapital(double[] v) {
    Numbers.check(v[0] + v[1] != 0, "wacc needs equity or debt");
    return (v[0] * v[2] + v[1] * v[3] * (1 - v[4])) / (v[0] + v[1]);
  }

  /// Payment of an annuity: `pmt(rate, periods, present value)`, negative as an outflow.
  private static double payment(double[] v) {
    Numbers.check(v[1] != 0, "pmt needs at least one period");
    return -v[2] * (v[0] == 0 ? 1 / v[1] : v[0] / (1 - Math.pow(1 + v[0], -v[1])));
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
