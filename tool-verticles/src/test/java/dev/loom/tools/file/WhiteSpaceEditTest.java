package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.tools.file.Edit.EditException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Edits whose old text differs from the file in white space. Line feeds are written `~`, tabs `>`,
/// carriage returns `^`, blanks `_`, the byte order mark `#`.
class WhiteSpaceEditTest {
  private static String text(String written) {
    return written
        .replace('~', '\n')
        .replace('>', '\t')
        .replace('^', '\r')
        .replace('_', ' ')
        .replace('#', '\ufeff');
  }

  private static String edited(String file, String oldText, String newText) throws Exception {
    var buffer = new EditBuffer("f", text(file));
    buffer.apply(new Edit("", text(oldText), text(newText), false));
    return buffer.text();
  }

  @ParameterizedTest
  @DisplayName("the file's own white space is kept and new lines are indented as the matched ones")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          class A:~__def f():~____x = 1~____y = 2~ | x = 1~y = 2 | x = 10~z = 3~y = 2 | class A:~__def f():~____x = 10~____z = 3~____y = 2~
          all:~>gcc -O1 main.c~ | all:~____gcc -O1 main.c | all:~____gcc -O2 main.c~____strip a.out | all:~>gcc -O2 main.c~>strip a.out~
          {~__"t": 30000,~__"n": 1~} | "t":__30000 | "t": 60000 | {~__"t": 60000,~__"n": 1~}
          #using A.B;~class C {}~ | using__A.B; | using X; | #using X;~class C {}~
          one^~two~three^~ | one~two~three | one~2~three | one^~2~three^~
          a^b^c^ | a~b | a~x | a^x^c^
          f(a,_b)__# note~next~ | f(a,b) # note | f(a,c) # note | f(a,_c)__# note~next~
          say("a__b",x)~ | say("a b", x) | say("a b", y) | say("a__b",y)~
          if a:~>b()~>if c:~>>d()~ | if a:~__b()~__if c:~____d() | if a:~__b()~__if c:~____d()~____e() | if a:~>b()~>if c:~>>d()~>>e()~
          a()~~~b()~ | a()~b() | a()~c()~b() | a()~c()~~~b()~
          x  = 1~y = 2~ | x = 1~ | x = 5~ | x  = 5~y = 2~
          ____x  = 1~____y = 2~ | x = 1~y = 2~ | '' | ''
          p__q~ | p q | p r q | p r__q~
          ____if (x) {~________go;~ | ____if (x) {___~________go;__ | ____if (z) {~________stay; | ____if (z) {~________stay;~
          """)
  void kept(String file, String oldText, String newText, String expected) throws Exception {
    assertEquals(text(expected), edited(file, oldText, newText));
  }

  @ParameterizedTest
  @DisplayName("what is not certain is refused")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          other words | limit = 9000 # ok~ | limit = 6000 # ok | limit = 1 # ok
          a lost first character | a~__.b()~__.c()~ | __b()~__.c() | __.c()
          two places | a  = 1~b~a  = 1~ | a = 1 | a = 2
          a missing word | f(a, b)~ | f(a) | f(c)
          a line end for a blank | a~b~ | a b | a c
          a blank within an operator | a ++ b~ | a + + b | a - b
          a blank within a word | ab c~ | a bc | a d
          a blank in empty quotes | x = ""~ | x =  " " | x = " y"
          another nesting | if a:~__b()~c()~ | if a:~__b()~__c() | if a:~__b()~__d()
          an edge within a number | timeout = 3000~ | timeout = 30 | timeout = 60
          an edge within a word | discount = 0~ | count = 0 | count = 1
          an edge within a hyphenated name | background-color: red~ | color: red | color: blue
          an edge within a decimal number | x = 1.5~ | x = 1 | x = 2
          overlapping places | }~}~}~ | }~} | }
          lost indentation | ____x = 1~ | ____x = 1 | x = 2
          foreign indentation | def f():~>pass~x  = 1~ | x = 1 | x = 1~____y = 2
          indentation that no line shows | a:~____b = 1~ | __b =  1 | __b = 2~____c = 3
          more indentation than in the file | __{~____count++;~__}~ | ______count++;~____} | ______result++;~____}
          doubled indentation | ____x = 1~ | x = 1 | __x = 2
          only white space makes it unique | __}~____}~__}~}~ | ____}~__} | ____x~__}
          only a blank at the end makes it unique | return a~return a + 1~ | return a_ | return b_
          another start of the line | cut |= a < count;~ | ________count; | ________x;
          an unchanged line with other indentation | def f():~~____while a:~________b()~ | ~while a:~____b() | ~x = 1~____while a:~________b()
          the start of the line is repeated | __row = insert(a)~ | = insert(a) | __row = insert(b)
          the end of the line is repeated | if a:~__b()~ | if a | if c:
          a bracket is repeated | f(a)~ | f(a | f(b)
          """)
  void refused(String reason, String file, String oldText, String newText) {
    assertThrows(EditException.class, () -> edited(file, oldText, newText), reason);
  }

  @ParameterizedTest
  @DisplayName("exact edits with whole lines or words are applied as they are written")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          __x = 1~ | x = 1 | x = 2~__y = 3 | __x = 2~__y = 3~
          __def f():~____pass~ | def f(): | def f():~____x = 1 | __def f():~____x = 1~____pass~
          a~b~c~ | ~b | '' | a~c~
          a~b~ | b~ | c | a~c
          ________return x~ | ________return x | ____return x | ____return x~
          ____x = 1~ | x = 1 | ____x = 2 | ____x = 2~
          __if a:~____x = 1~ | x = 1 | x = 2~y = 3 | __if a:~____x = 2~____y = 3~
          __def f():~____pass~ | def f(): | def f():~__x = 1 | __def f():~____x = 1~____pass~
          f(a)~ | a | g(a) | f(g(a))~
          a = 1~b = 2~ | a = 1~ | a = 2 | a = 2~b = 2~
          a~b~c~ | ~b | x | a~x~c~
          a~b~c~ | ~b~ | '' | a~c~
          self.foo()~ | foo() | bar() | self.bar()~
          你好世界~ | 世界 | 天地 | 你好天地~
          cost: 1~ | cost: 1 | cost: $1 $& \\1 | cost: $1 $& \\1~
          """)
  void exact(String file, String oldText, String newText, String expected) throws Exception {
    var result = edited(file, oldText, newText);
    assertEquals(text(expected), result);
  }

  @ParameterizedTest
  @DisplayName("one character in two Unicode forms is the same, and stays as the file has it")
  @CsvSource({
    "'Cafe\u0301 one\n', 'Caf\u00e9 one', 'Caf\u00e9 two', 'Cafe\u0301 two\n'",
    "'\u1112\u1161\u11ab = 1\n', '\ud55c = 1', '\ud55c = 2', '\u1112\u1161\u11ab = 2\n'",
    "'to\u00a0you x\n', 'to you x', 'to you y', 'to\u00a0you y\n'"
  })
  void unicode(String file, String oldText, String newText, String expected) throws Exception {
    assertEquals(expected, edited(file, oldText, newText));
  }
}
