package dev.loom.tools.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolResult;
import java.util.List;
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
        "[1, 2 / 4]; [1, 0.5]",
        "[]; []",
        "(1); 1",
        "8 // 3 // 2; 1",
        "2 ** -3 ** 2; 0.001953125",
        "(-1) ** -(1); -1",
        "- -3 - -2; 5",
        "1.5e3 + .5; 1500.5",
        "sqrt (4); 2",
        "round(149, -2) + round(1234.5, -2); 1300",
        "round(1.25, 1); 1.2",
        "round(7, 3); 7",
        "max(2 ** 80, 2 ** 80 + 1); 1208925819614629174706177",
        "2 ** 64 - 1; 18446744073709551615",
        "sum([]) + sum((1, 2)); 3",
        "10 ** 20 // 3; 33333333333333333333",
        "7.5 // 2; 3",
        "npv(0.5, [-100, 150]); 0",
        "pmt(0, 12, 1200); -100",
        "pmt(0.1, 1, 100); -110"
      })
  void expressionsHaveTheSameResultAsInPython(String expression, String value) {
    assertEquals(expression + " = " + value, calculate(expression).output());
  }

  @Test
  void theResultIsDataForPrograms() {
    assertEquals(Map.of("result", 7L, "expression", "3 + 4"), calculate("3 + 4").data());
    assertEquals(Map.of("result", 0.5, "expression", "1/2"), calculate(" 1/2 ").data());
    assertEquals(Long.MAX_VALUE, calculate("2 ** 63 - 1").data().get("result"));
    assertEquals("18446744073709551616", calculate("2 ** 64").data().get("result"));
    assertEquals(List.of(1L, 0.5), calculate("[1, 0.5]").data().get("result"));
  }

  @Test
  void theRemainderHasTheSignOfTheDivisor() {
    for (var left = -7L; left <= 7; left++) {
      for (var right : new long[] {-3, -2, 2, 3}) {
        var text = "[%d // %d, %d %% %d]".formatted(left, right, left, right);
        assertEquals(
            List.of(Math.floorDiv(left, right), Math.floorMod(left, right)),
            calculate(text).data().get("result"),
            text);
      }
    }
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
        "3x; unexpected 'x'",
        "x y; unexpected 'y' at position 3",
        "2 (3); unexpected '(' at position 3",
        "[1, 2); unexpected ')' at position 6",
        "1 * * 2; unexpected '*' at position 5",
        "2 ^ 3; unexpected '^' at position 3",
        "3 + * 4; position 5",
        "sum(1); sum needs a list",
        "max([]); max needs at least one value",
        "npv(0.1); npv takes 2 values, not 1",
        "npv(0.1, 5); npv takes a rate and a list of flows",
        "cagr(0, 121, 2); cagr needs a positive begin and positive years",
        "wacc(0, 0, 0.1, 0.06, 0.25); wacc needs equity or debt",
        "pmt(0.1, 0, 100); pmt needs at least one period",
        "round(1, 0.5); round needs a whole number",
        "1e999999999; the number is too large",
        "1e2147483648; the number is too large",
        "exp(1000); the number is too large",
        "random(); unknown function 'random'",
        "__import__('os'); unknown function '__import__'",
        "abs('a'); unexpected"
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
