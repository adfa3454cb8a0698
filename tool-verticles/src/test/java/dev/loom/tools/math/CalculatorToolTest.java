package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class CalculatorToolTest {
  private static ToolResult calculate(String expression) {
    return new CalculatorTool().execute(new Arguments(Map.of("expression", expression)), null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 + 2 * 3; 7",
        "(1 + 2) * 3; 9",
        "7 / 2; 3.5",
        "6 / 2; 3",
        "7 // 2; 3",
        "-7 // 2; -4",
        "-7 % 3; 2",
        "7 % -3; -2",
        "7.5 % -2; -0.5",
        "2 ** 3 ** 2; 512",
        "-2 ** 2; -4",
        "2 ** -1; 0.5",
        "2 ** 100; 1267650600228229401496703205376",
        "1 / 3; 0.3333333333",
        "1e300 * 10; 1e+301",
        "1_000 + 1; 1001",
        "0.1 + 0.2; 0.3",
        "abs(-3) + round(2.5) + round(3.5); 9",
        "round(2.675, 2); 2.67",
        "min(3, 1, 2) + max([4, 5]); 6",
        "sum([1, 2, 3.5]); 6.5",
        "len([1, 2, 3,]); 3",
        "len((1, 2)); 2",
        "int(-3.7); -3",
        "ceil(1.2) + floor(-1.2); 0",
        "sqrt(16) + log10(1000) + log2(8); 10",
        "log(8, 2); 3",
        "exp(0) + pow(2, 3); 9",
        "float(3); 3",
        "pi; 3.141592654",
        "e; 2.718281828",
        "true + false; 1",
        "npv(0.1,[-1000,300,400,500]); -21.03681443",
        "cagr(100,200,5); 0.148698355",
        "pmt(0.01,12,1000); -88.84878868",
        "wacc(600, 400, 0.1, 0.05, 0.3); 0.074",
        "[1, 2 / 4]; [1, 0.5]"
      })
  void expressionsHaveTheSameResultAsInPython(String expression, String value) {
    assertEquals(expression + " = " + value, calculate(expression).output());
  }

  @Test
  void theResultIsDataForPrograms() {
    assertEquals(Map.of("result", 7L, "expression", "3 + 4"), calculate("3 + 4").data());
    assertEquals(Map.of("result", 0.5, "expression", "1/2"), calculate(" 1/2 ").data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "1 / 0; division by zero",
        "1 % 0; division by zero",
        "0 ** -1; division by zero",
        "1 < 2; comparisons are not supported",
        "1 == 1; comparisons are not supported",
        "2 ** 10001; the exponent must be between -10000 and 10000",
        "9 ** 9 ** 9; the exponent must be between -10000 and 10000",
        "(10 ** 10000) ** 10000; the number is too large",
        "10 ** 10000 / 3; too large",
        "1e308 * 10; the number is too large",
        "sqrt(-1); the result is not a number",
        "log(0); a logarithm needs a positive number",
        "foo(1); unknown function 'foo'",
        "foo; unknown name 'foo'",
        "__import__; unknown name '__import__'",
        "1 + $; unexpected '$' at position 5",
        "1 +; a value is missing at the end",
        "(1; ')' is missing",
        "1 2; unexpected '2' at position 3",
        "min(); min needs at least one value",
        "sqrt(1, 2); sqrt takes 1 value, not 2",
        "[1] + 1; expected a number, not a list",
        "round(1.5, 10000); round takes at most",
        "3x; unexpected 'x'"
      })
  void invalidExpressionsFailWithTheReason(String expression, String words) {
    var result = calculate(expression);
    assertFalse(result.success());
    assertTrue(result.error().startsWith("Cannot compute '" + expression + "': "), result.error());
    assertTrue(result.error().contains(words), result.error());
  }

  @Test
  void deepNestingFailsWithoutAStackOverflow() {
    for (var open : new String[] {"(", "[", "-", "abs("}) {
      var error = calculate(open.repeat(1_000 / open.length())).error();
      assertTrue(error.contains("nested deeper"), error);
    }
    assertTrue(calculate("(".repeat(40) + "1" + ")".repeat(40)).success());
  }

  @Test
  void longChainsOfHugeNumbersAreBounded() {
    var expression = "9**9999" + "*9**9999".repeat(120);
    assertTrue(calculate(expression).error().contains("too large"));
    assertTrue(calculate("1" + "0".repeat(998) + "*3").success());
  }
}
