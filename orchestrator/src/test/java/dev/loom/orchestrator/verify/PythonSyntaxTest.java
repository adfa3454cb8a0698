package dev.loom.orchestrator.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PythonSyntaxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment",
        "x = 1",
        "\uFEFFx = 1\r\nif x:\r\n\treturn\r\n",
        "def f():\n    '''a \"text\"\n  of two lines (['''\n    return 1\n\n\nf()\n",
        "def f(a,\n  b=':'):  # why\n\n  # a comment elsewhere\n      \n  return {\n'a': [1],\n}\n",
        "if x: pass\nelse: pass\n",
        "x = 1 + \\\n        2\nif x \\\n   :\n  pass\n",
        "x = f\"{d[\"key\"]}\"\ny = f'{{'\nz = f'{a:>{w}}'\n",
        "x = r'\\' ' + \"'\"\ny = 'it\\'s'\nz = b'(' 'a'\n",
        "x = 'a\\\nb('\n",
        "class A:\n  def f(self):\n    if 1:\n      pass\n  x = lambda: 1\n",
        "match x:\n  case [1, _]:\n    pass\nmatch = {1: 2}[1:2]\n",
        "x: int = 1\nelse_ = define = 2\nd = {\n  'if': 1}\n",
        "\f\nclass A: ...\n",
        "try:\n  pass\nexcept* E as e:\n  pass\nif (n := 10) > 5: pass; x = 1\n",
        "type X = int\ndef f[T](a: T, /, *, b) -> T: return a\nprint(f'{x!r:>{w}} {y=}')\n",
        "async def f():\n  # first\n  async with a as b, c as d:\n    await x\n # last\n"
      })
  void validPythonIsAccepted(String source) {
    assertEquals(new PythonSyntax.Result(true, Optional.empty()), PythonSyntax.check(source));
  }

  @Test
  void deeplyNestedSourceIsCheckedWithoutExhaustingTheStack() {
    var nested = "x = " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "\n";
    assertEquals(new PythonSyntax.Result(true, Optional.empty()), PythonSyntax.check(nested));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "def f():;return 1 | line 1: an indented block is missing",
        "x = (1,;y = 2 | line 1: invalid syntax",
        "x = 1;y = [2) | line 2: invalid syntax",
        "x = 1); | line 1: invalid syntax",
        "x = 'abc;y = 1 | line 1: invalid syntax",
        "x = \"\"\"abc;y = 1 | line 1: invalid syntax",
        "x = 1;  y = 2 | line 2: the indentation matches no enclosing block",
        ";  x = 1 | line 2: this line is indented",
        "if x:;    y();  z() | line 3: the indentation matches no enclosing block",
        "if x:;\ty();        z() | line 3: the indentation matches no enclosing block",
        "def f(x);  return x | line 1: invalid syntax",
        "for x in y:; | line 1: an indented block is missing",
        "def f(:;  return (1; | line 1: ')' is missing"
      })
  void errorsAreReportedWithTheirLine(String source, String problem) {
    var found = PythonSyntax.check(source.replace(';', '\n')).problem().orElse("nothing");
    assertTrue(found.contains(problem), found);
  }
}
