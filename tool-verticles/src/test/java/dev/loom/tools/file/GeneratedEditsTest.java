package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.util.JavacTask;
import dev.loom.bus.json.Json;
import dev.loom.tools.file.Edit.EditException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.treesitter.TSParser;
import org.treesitter.TreeSitterPython;

/// Generates edits as models send them, most of them slightly wrong, and checks that none of them
/// changes another place than the one that was meant, or breaks a file that parsed.
///
/// `-Dloom.edits=10000` sets their number, `-Dloom.edits.seed` the seed.
@Timeout(600)
class GeneratedEditsTest {
  private static final int COUNT = Integer.getInteger("loom.edits", 500);
  private static final int LINES_MAX = 6;

  private final Random random = new Random(Long.getLong("loom.edits.seed", 13));
  private final Map<String, int[]> outcomes = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /// An edit as it was meant, and as the model sends it.
  private record Generated(String file, int start, int end, String oldText, String newText) {
    String meant() {
      return file.substring(0, start) + newText + file.substring(end);
    }
  }

  private enum Slip {
    NONE,
    COMMON_INDENTATION_LOST,
    ALL_INDENTATION_LOST,
    FIRST_INDENTATION_LOST,
    INDENTATION_OF_NEW_LOST,
    INDENTATION_OF_OLD_LOST,
    TABS_FOR_BLANKS,
    BLANKS_FOR_TABS,
    TWO_BLANKS,
    BLANKS_AROUND_OPERATORS,
    BLANK_LINES_LOST,
    ENDS_STRIPPED,
    END_OF_NEW_LOST,
    CRLF,
    TRAILING_BLANKS,
    CUT_AT_THE_END,
    CUT_AT_THE_START,
    OTHER_WORD,
    OTHER_NUMBER,
    LOST_CHARACTER
  }

  @Test
  void noEditChangesAnotherPlaceOrBreaksAFile() throws Exception {
    var sources = sources();
    for (var done = 0; done < COUNT; ) {
      var name = List.copyOf(sources.keySet()).get(random.nextInt(sources.size()));
      var edit = generate(name, sources.get(name));
      if (edit.isPresent()) {
        check(name, edit.get(), Slip.values()[done % Slip.values().length]);
        done++;
      }
    }
    var applied = outcomes.values().stream().mapToInt(counts -> counts[0]).sum();
    System.err.printf("%d edits, %d refused%n", COUNT, COUNT - applied);
    outcomes.forEach(
        (slip, counts) ->
            System.err.printf("%s: %d applied, %d refused%n", slip, counts[0], counts[1]));
    assertEquals(List.of(), faults);
    assertTrue(applied > COUNT / 4, "only " + applied + " edits were applied");
  }

  private static Map<String, String> sources() throws IOException {
    var sources = new TreeMap<String, String>();
    try (var files = Files.list(Path.of("src/test/resources/edits"))) {
      for (var file : files.toList()) {
        var text = Files.readString(file);
        assertTrue(parses(file.toString(), text), file::toString);
        sources.put(file.toString(), text);
      }
    }
    return sources;
  }

  /// Chooses some lines and changes a word or a number in them, or adds or removes a line; empty if
  /// the result would not parse.
  private Optional<Generated> generate(String name, String file) {
    var lines = LineOffsets.of(file);
    var count = 1 + random.nextInt(Math.min(LINES_MAX, lines.count()));
    var first = random.nextInt(lines.count() - count + 1);
    var start = lines.start(first);
    var end =
        random.nextBoolean() ? lines.nextStart(first + count - 1) : lines.end(first + count - 1);
    var oldText = file.substring(start, end);
    var newText = changed(name, oldText);
    var edit = new Generated(file, start, end, oldText, newText);
    return oldText.isBlank() || newText.equals(oldText) || !parses(name, edit.meant())
        ? Optional.empty()
        : Optional.of(edit);
  }

  private String changed(String name, String text) {
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    var at = random.nextInt(lines.size());
    var indentation = lines.get(at).replaceAll("\\S.*", "");
    var added = name.endsWith(".json") ? "\"added\": 1," : name.endsWith(".py") ? "added = 1" : ";";
    switch (random.nextInt(5)) {
      case 0 -> lines.add(at, indentation + added);
      case 1 -> lines.add(at + 1, indentation + added);
      case 2 -> lines.remove(at);
      case 3 -> lines.set(at, lines.get(at).replaceAll("\\b\\d+\\b", "77"));
      default -> lines.set(at, lines.get(at).replaceFirst("\\b[a-z]\\w+\\b", "renamed"));
    }
    return String.join("\n", lines);
  }

  private void check(String name, Generated edit, Slip slip) throws Exception {
    var sent = slipped(edit, slip);
    var counts = outcomes.computeIfAbsent(slip.name(), key -> new int[2]);
    EditBuffer buffer;
    try {
      buffer = EditFileTool.applyEdits(name, edit.file(), List.of(sent));
    } catch (EditException refused) {
      counts[1]++;
      if (slip == Slip.NONE && !isReasonable(edit, refused)) {
        faults.add(
            "Refused: "
                + refused.getMessage()
                + "\n--- old\n"
                + sent.oldText()
                + "\n--- new\n"
                + sent.newText());
      }
      return;
    }
    counts[0]++;
    var context =
        "%s %s%n--- old%n%s%n--- new%n%s%n--- notes%n%s"
            .formatted(slip, name, sent.oldText(), sent.newText(), buffer.notes());
    if (!isRightPlace(edit, sent, buffer.text())) {
      faults.add("Wrong place: " + context);
    } else if ((isRightReplacement(edit, sent, buffer) || parses(name, sentAsMeant(edit, sent)))
        && !parses(name, buffer.text())) {
      faults.add("Does not parse: " + context);
    }
  }

  /// Returns whether only the old text is wrong, and the edit is not just applied as it is written.
  private static boolean isRightReplacement(Generated edit, Edit sent, EditBuffer buffer) {
    return sent.newText().equals(edit.newText())
        && !buffer.text().equals(edit.file().replace(sent.oldText(), sent.newText()));
  }

  /// Exact edits may be ambiguous, also without their white space, or join lines.
  private static boolean isReasonable(Generated edit, EditException refused) {
    return edit.file().indexOf(edit.oldText()) != edit.file().lastIndexOf(edit.oldText())
        || refused.getMessage().contains("joined")
        || refused.getMessage().contains("only its white space is unique")
        || refused.getMessage().contains("indentation");
  }

  /// Compares without white space: the words that were sent stand where the edit was meant, or the
  /// old text that was sent stands, word for word, in one other place only.
  private static boolean isRightPlace(Generated edit, Edit sent, String result) {
    var got = compact(result);
    if (got.equals(compact(sentAsMeant(edit, sent)))) {
      return true;
    }
    var at = edit.file().indexOf(sent.oldText());
    return at >= 0
        && got.equals(
            compact(
                edit.file().substring(0, at)
                    + sent.newText()
                    + edit.file().substring(at + sent.oldText().length())))
        && !compact(edit.oldText()).contains(compact(sent.oldText()));
  }

  /// The file with the sent texts at the place that was meant; unchanged if the old text is not
  /// there. The words before and behind a text that was cut remain.
  private static String sentAsMeant(Generated edit, Edit sent) {
    var place = edit.oldText();
    var at = place.indexOf(sent.oldText());
    if (at >= 0) {
      place =
          place.substring(0, at) + sent.newText() + place.substring(at + sent.oldText().length());
    } else if (compact(place).equals(compact(sent.oldText()))) {
      place =
          compact(sent.newText()).equals(compact(edit.newText())) ? edit.newText() : sent.newText();
    }
    return edit.file().substring(0, edit.start()) + place + edit.file().substring(edit.end());
  }

  private static String compact(String text) {
    return text.replaceAll("\\s", "");
  }

  private Edit slipped(Generated edit, Slip slip) {
    var old = edit.oldText();
    var neu = edit.newText();
    return switch (slip) {
      case NONE -> edit(old, neu);
      case COMMON_INDENTATION_LOST -> edit(old.stripIndent(), neu.stripIndent());
      case ALL_INDENTATION_LOST ->
          edit(old.replaceAll("(?m)^[ \t]+", ""), neu.replaceAll("(?m)^[ \t]+", ""));
      case FIRST_INDENTATION_LOST ->
          edit(old.replaceAll("\\A[ \t]+", ""), neu.replaceAll("\\A[ \t]+", ""));
      case INDENTATION_OF_NEW_LOST -> edit(old, neu.stripIndent());
      case INDENTATION_OF_OLD_LOST -> edit(old.stripIndent(), neu);
      case TABS_FOR_BLANKS -> edit(old.replace("    ", "\t"), neu.replace("    ", "\t"));
      case BLANKS_FOR_TABS -> edit(old.replace("\t", "    "), neu.replace("\t", "    "));
      case TWO_BLANKS ->
          edit(old.replaceAll("(\\S) (\\S)", "$1  $2"), neu.replaceAll("(\\S) (\\S)", "$1  $2"));
      case BLANKS_AROUND_OPERATORS ->
          edit(old.replaceAll(" ([=+*,]) ", "$1"), neu.replaceAll(" ([=+*,]) ", "$1"));
      case BLANK_LINES_LOST -> edit(old.replaceAll("\n\n+", "\n"), neu.replaceAll("\n\n+", "\n"));
      case ENDS_STRIPPED -> edit(old.strip(), neu.strip());
      case END_OF_NEW_LOST -> edit(old, neu.stripTrailing());
      case CRLF -> edit(old.replace("\n", "\r\n"), neu.replace("\n", "\r\n"));
      case TRAILING_BLANKS -> edit(old.replaceAll("(?m)$", " "), neu.replaceAll("(?m)$", " "));
      case CUT_AT_THE_END -> cutAtTheEnd(old, neu);
      case CUT_AT_THE_START ->
          edit(old.substring(Math.min(old.length() - 1, random.nextInt(9))), neu);
      case OTHER_WORD -> edit(old.replaceFirst("[a-z]\\w+", "count"), neu);
      case OTHER_NUMBER -> edit(old.replaceFirst("\\d", "4"), neu);
      case LOST_CHARACTER -> {
        var at = random.nextInt(old.length());
        yield edit(old.substring(0, at) + old.substring(at + 1), neu);
      }
    };
  }

  /// Cuts as many characters of both texts as they have in common at the end, at most eight.
  private Edit cutAtTheEnd(String old, String neu) {
    var cut = 0;
    var cutMax = random.nextInt(9);
    while (cut < cutMax
        && cut < old.length() - 1
        && cut < neu.length() - 1
        && old.charAt(old.length() - 1 - cut) == neu.charAt(neu.length() - 1 - cut)) {
      cut++;
    }
    return edit(old.substring(0, old.length() - cut), neu.substring(0, neu.length() - cut));
  }

  private static Edit edit(String oldText, String newText) {
    return new Edit("", oldText.isEmpty() ? " " : oldText, newText, false);
  }

  private static boolean parses(String name, String text) {
    return name.endsWith(".json")
        ? parsesJson(text)
        : name.endsWith(".py") ? parsesPython(text) : parsesJava(text);
  }

  private static boolean parsesJson(String text) {
    try {
      Json.mapper().readTree(text);
      return true;
    } catch (IOException ignored) {
      return false;
    }
  }

  private static boolean parsesPython(String text) {
    var parser = new TSParser();
    parser.setLanguage(new TreeSitterPython());
    return !parser.parseString(null, text).getRootNode().hasError();
  }

  private static boolean parsesJava(String text) {
    var problems = new DiagnosticCollector<JavaFileObject>();
    var source =
        new SimpleJavaFileObject(URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
          }
        };
    var compiler = ToolProvider.getSystemJavaCompiler();
    try {
      var task =
          (JavacTask) compiler.getTask(null, null, problems, List.of(), null, List.of(source));
      task.parse();
      return problems.getDiagnostics().isEmpty();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
