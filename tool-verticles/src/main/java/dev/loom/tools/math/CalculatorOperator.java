package dev.loom.tools.math;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.PrefixOperator;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.util.function.BinaryOperator;

/// An operator of the calculator in the form that EvalEx calls.
@InfixOperator(precedence = 0)
class CalculatorOperator extends AbstractOperator {
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int SIGN = 3;
  private static final int POWER = 4;

  private final int precedence;
  private final BinaryOperator<BigDecimal> function;

  private CalculatorOperator(int precedence, BinaryOperator<BigDecimal> function) {
    this.precedence = precedence;
    this.function = function;
  }

  @Override
  public int getPrecedence(ExpressionConfiguration configuration) {
    return precedence;
  }

  /// Powers and signs are evaluated from right to left.
  @Override
  public boolean isLeftAssociative() {
    return precedence < SIGN;
  }

  /// A sign after `**` is part of the operator, because it binds less than a power does.
  static OperatorDictionaryIfc all() {
    var all = new MapBasedOperatorDictionary();
    all.addOperator("+", new CalculatorOperator(SUM, BigDecimal::add));
    all.addOperator("-", new CalculatorOperator(SUM, BigDecimal::subtract));
    all.addOperator("*", new CalculatorOperator(PRODUCT, BigDecimal::multiply));
    all.addOperator("/", new CalculatorOperator(PRODUCT, Numbers::divide));
    all.addOperator("//", new CalculatorOperator(PRODUCT, Numbers::floorDivide));
    all.addOperator("%", new CalculatorOperator(PRODUCT, Numbers::remainder));
    all.addOperator("**", new CalculatorOperator(POWER, Numbers::power));
    all.addOperator("**+", new CalculatorOperator(POWER, Numbers::power));
    all.addOperator("**-", new CalculatorOperator(POWER, (a, b) -> Numbers.power(a, b.negate())));
    all.addOperator("-", new Prefix((number, same) -> number.negate()));
    all.addOperator("+", new Prefix((number, same) -> number));
    return all;
  }

  @Override
  public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
    var left = Numbers.of(operands[0]);
    var right = Numbers.of(operands[operands.length - 1]);
    return EvaluationValue.numberValue(Numbers.bounded(function.apply(left, right)));
  }

  @PrefixOperator(precedence = 0)
  private static final class Prefix extends CalculatorOperator {
    Prefix(BinaryOperator<BigDecimal> function) {
      super(SIGN, function);
    }
  }
}
