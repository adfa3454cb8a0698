package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads, measures, summarises and writes single files, and does what one tool call does.
final class FileWork {
  private static final int SENTENCES_MAX = 20;
  private static final int SENTENCE_CHARS_MAX = 300;

  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?) *#*");

  private final Hands hands;

  FileWork(Hands hands) {
    this.hands = hands;
  }

  String list(Intent.ListFolder intent) throws NeedsTools, Blocked {
    var seen = hands.use("list_directory", Map.of("path", intent.folder()));
    if (seen.failed()) {
      throw new Blocked("The folder " + intent.folder() + " could not be listed: " + seen.reason());
    }
    var entries =
        Remarks.wholeLines(seen.text()).stream()
            .filter(line -> !line.endsWith(" (not a regular file)") && !line.endsWith(" (gone)"))
            .toList();
    var folders = entries.stream().filter(line -> line.endsWith("/")).count();
    var held =
        Findings.count(entries.size() - folders, "file", "files")
            + " and "
            + Findings.count(folders, "folder", "folders");
    var name = intent.folder().equals(".") ? "The workspace" : intent.folder();
    return (Remarks.isComplete(seen.text())
            ? name + " holds " + held + ", as far as the listing goes."
            : name + " holds more than the listing shows: " + held + missing(seen.text()))
        + "\n\n"
        + Findings.block(seen.text());
  }

  private static String missing(String listing) {
    var missing = new ArrayList<String>();
    if (Remarks.more(listing) > 0) {
      missing.add(Findings.count(Remarks.more(listing), "entry", "entries") + " at its end");
    }
    if (Remarks.isCut(listing)) {
      missing.add(
          Findings.count(Remarks.leftOut(listing), "character", "characters") + " in its middle");
    }
    return ", without " + String.join(" and without ", missing) + ".";
  }

  String read(Intent.ReadFile intent) throws NeedsTools, Blocked {
    var file = WholeFile.read(hands, intent.path());
    return intent.path()
        + " has "
        + Findings.count(file.text().lines().count(), "line", "lines")
        + file.note()
        + ".\n\n"
        + Findings.block(file.text());
  }

  String measure(Intent.Measure intent) throws NeedsTools, Blocked {
    var path = Find.quoted(Find.rooted(intent.path()));
    if (hands.offers("shell_execute")) {
      var seen =
          hands.use(
              "shell_execute", Map.of("command", "test -f " + path + " && wc -lwm < " + path));
      var numbers = String.join(" ", seen.lines()).strip().split("\\s+");
      if (!seen.failed() && numbers.length == 3 && numbers[0].matches("\\d{1,15}")) {
        return measured(
            intent.path(),
            Long.parseLong(numbers[0]),
            Long.parseLong(numbers[1]),
            Long.parseLong(numbers[2]));
      }
    }
    var file = WholeFile.read(hands, intent.path());
    if (!file.isWhole()) {
      throw new Blocked(intent.path() + " is too long to be counted without a shell.");
    }
    var text = file.text();
    return measured(
        intent.path(),
        text.chars().filter(c -> c == '\n').count(),
        text.isBlank() ? 0 : text.strip().split("\\s+").length,
        text.codePointCount(0, text.length()));
  }

  private static String measured(String path, long lines, long words, long characters) {
    return path
        + " has "
        + Findings.count(lines, "line", "lines")
        + ", "
        + Findings.count(words, "word", "words")
        + " and "
        + Findings.count(characters, "character", "characters")
        + ".";
  }

  String summarise(Intent.Summarise intent) throws NeedsTools, Blocked {
    var file = WholeFile.read(hands, intent.path());
    var text = file.text();
    var words = text.isBlank() ? 0 : text.strip().split("\\s+").length;
    var summary = new StringBuilder("Extractive summary of " + intent.path() + " (");
    summary
        .append(Findings.count(text.lines().count(), "line", "lines"))
        .append(", ")
        .append(Findings.count(words, "word", "words"))
        .append(file.note())
        .append("): its headings and the first sentence of each paragraph, in its own words.");
    section(summary, "Headings", headings(text));
    section(summary, "First sentences", sentences(text));
    return summary.toString();
  }

  private static void section(StringBuilder summary, String title, List<String> items) {
    if (!items.isEmpty()) {
      summary.append("\n\n").append(title).append(":\n\n").append(Findings.list(items));
    }
  }

  private static List<String> headings(String text) {
    return text.lines()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1))
        .toList();
  }

  private static List<String> sentences(String text) {
    var sentences = new ArrayList<String>();
    for (var paragraph : text.split("\\n\\s*\\n")) {
      var line =
          paragraph.lines().filter(part -> !part.startsWith("#")).reduce("", (a, b) -> a + " " + b);
      var plain = line.replaceAll("\\s+", " ").strip();
      if (!plain.matches(".*\\p{L}.*") || plain.startsWith("```")) {
        continue;
      }
      var first = plain.split("(?<=[.!?])\\s", 2)[0].replaceFirst("^[-*>] ", "");
      sentences.add(
          first.length() <= SENTENCE_CHARS_MAX
              ? first
              : first.substring(0, SENTENCE_CHARS_MAX) + "…");
      if (sentences.size() == SENTENCES_MAX) {
        break;
      }
    }
    return sentences;
  }

  String create(Intent.CreateFile intent) throws NeedsTools, Blocked {
    write(intent.path(), intent.content());
    return "Wrote "
        + intent.path()
        + " with "
        + Findings.count(intent.content().length(), "character", "characters")
        + ".";
  }

  void write(String path, String content) throws NeedsTools, Blocked {
    var seen = hands.use("write_file", Map.of("path", path, "content", content));
    if (seen.failed()) {
      throw new Blocked(path + " could not be written: " + seen.reason());
    }
  }

  String run(Intent.RunCommand intent) throws NeedsTools, Blocked {
    var seen = hands.use("shell_execute", Map.of("command", intent.command()));
    if (seen.failed()) {
      throw new Blocked("The command '" + intent.command() + "' failed: " + seen.reason());
    }
    return "Ran "
        + Findings.code(intent.command())
        + (seen.isCut() ? ". Its output, of which the middle is missing:\n\n" : ". Its output:\n\n")
        + Findings.block(seen.text());
  }

  String calculate(Intent.Calculate intent) throws NeedsTools, Blocked {
    var seen = hands.use("calculator", Map.of("expression", intent.expression()));
    if (seen.failed()) {
      throw new Blocked("'" + intent.expression() + "' could not be calculated: " + seen.reason());
    }
    return seen.text().strip();
  }
}
