package dev.loom.orchestrator.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
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
        "\f\nclass A: ...\n"
      })
  void validPythonIsAccepted(String source) {
    assertEquals(Optional.empty(), PythonSyntax.findProblem(source));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "def f():;return 1 | line 2: an indented block is expected",
        "x = (1,;y = 2 | line 1: '(' is never closed",
        "x = 1;y = [2) | line 2: ')' has no opening bracket",
        "x = 1); | line 1: ')' has no opening bracket",
        "x = 'abc;y = 1 | line 1: the string that starts here is never closed",
        "x = \"\"\"abc;y = 1 | line 1: the string that starts here is never closed",
        "x = 1;  y = 2 | line 2: this line is indented",
        "if x:;    y();  z() | line 3: the indentation matches no enclosing block",
        "def f(x);  return x | line 1: 'def' needs a ':'",
        "for x in y:; | an indented block is missing at the end",
        "def f(:;  return (1; | is never closed"
      })
  void errorsAreReportedWithTheirLine(String source, String problem) {
    var found = PythonSyntax.findProblem(source.replace(';', '\n')).orElse("nothing");
    assertTrue(found.contains(problem), found);
  }
}
