package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds files and lines.
final class FindWork {
  private static final int SEARCH_MAX = 200;
  private static final int GLOB_MAX = 500;
  private static final Pattern MATCH = Pattern.compile("(.+?):(\\d+):(.*)");

  private final Hands hands;
  private final List<String> without;

  FindWork(Hands hands, List<String> without) {
    this.hands = hands;
    this.without = without;
  }

  String markers(Intent.FindMarkers intent) throws NeedsTools, Blocked {
    var words = String.join("|", intent.words());
    var find = new Find(hands, intent.folder(), without);
    var found = find.matches("-wE -e " + Find.quoted(words));
    if (found.isPresent()) {
      return markers(intent, found.get(), "\n\n" + find.leftOut());
    }
    return markers(intent, searched("\\b(" + words + ")\\b", intent.folder()), "");
  }

  private static String markers(Intent.FindMarkers intent, Find.Found found, String note) {
    var names = String.join(" or ", intent.words());
    if (found.total() == 0) {
      return "No " + names + where(intent.folder()) + "." + note;
    }
    Map<String, Long> byWord = new LinkedHashMap<>();
    for (var word : intent.words()) {
      var whole = Pattern.compile("\\b" + word + "\\b");
      byWord.put(
          word, found.lines().stream().filter(line -> whole.matcher(textOf(line)).find()).count());
    }
    var counts = new ArrayList<String>();
    byWord.forEach((word, count) -> counts.add(count + " with " + word));
    return Findings.count(found.total(), "line", "lines")
        + " in "
        + Findings.count(files(found), "file", "files")
        + where(intent.folder())
        + ": "
        + String.join(", ", counts)
        + ".\n\n"
        + listed(found)
        + note;
  }

  private static String textOf(String line) {
    var match = MATCH.matcher(line);
    return match.matches() ? match.group(3) : line;
  }

  private static long files(Find.Found found) {
    return found.lines().stream()
        .map(MATCH::matcher)
        .filter(Matcher::matches)
        .map(match -> match.group(1))
        .distinct()
        .count();
  }

  private static String listed(Find.Found found) {
    var items = new ArrayList<String>();
    for (var line : found.lines()) {
      var match = MATCH.matcher(line);
      items.add(
          match.matches()
              ? match.group(1) + ":" + match.group(2) + ": " + Findings.code(match.group(3))
              : Findings.code(line));
    }
    var missing = found.total() - found.lines().size();
    return Findings.list(items) + (missing > 0 ? "\n(" + missing + " more are not shown)" : "");
  }

  private static String where(String folder) {
    return folder.equals(".") ? "" : " in " + folder;
  }

  String search(Intent.SearchText intent) throws NeedsTools, Blocked {
    var find = new Find(hands, intent.folder(), without);
    var found =
        find.matches(
            (smallLetters(intent.text()) ? "-iF -e " : "-F -e ") + Find.quoted(intent.text()));
    var lines = found.orElse(null);
    if (lines == null) {
      lines = searched(literal(intent.text()), intent.folder());
    }
    var what = "\"" + intent.text() + "\"" + where(intent.folder());
    return lines.total() == 0
        ? "No line with " + what + "."
        : Findings.count(lines.total(), "line", "lines")
            + " with "
            + what
            + " in "
            + Findings.count(files(lines), "file", "files")
            + ".\n\n"
            + listed(lines);
  }

  /// Small letters match in any case; a capital letter is meant.
  private static boolean smallLetters(String text) {
    return text.chars().noneMatch(Character::isUpperCase);
  }

  private static String literal(String text) {
    var escaped = text.replaceAll("[\\\\.\\[\\]{}()*+?^$|]", "\\\\$0");
    return smallLetters(text) ? "(?i)" + escaped : escaped;
  }

  /// Without a shell: what `search_files` finds, up to its limit.
  private Find.Found searched(String regex, String folder) throws NeedsTools, Blocked {
    var seen = hands.use("search_files", Map.of("pattern", regex, "path", folder));
    if (seen.failed()) {
      throw new Blocked("The files could not be searched: " + seen.reason());
    }
    var lines =
        seen.lines().stream()
            .filter(line -> MATCH.matcher(line).matches())
            .filter(line -> without.stream().noneMatch(path -> line.startsWith(path + ":")))
            .toList();
    if (lines.size() >= SEARCH_MAX) {
      throw new Blocked(
          "There are more than "
              + SEARCH_MAX
              + " matches, the most that search_files shows, and"
              + " the tool shell_execute was not on offer or not allowed.");
    }
    return new Find.Found(lines, lines.size());
  }

  String files(Intent.FindFiles intent) throws NeedsTools, Blocked {
    var find = new Find(hands, intent.folder(), without);
    var text = intent.mention().orElse("");
    var action =
        text.isEmpty()
            ? "-print"
            : "-exec grep -lI"
                + (smallLetters(text) ? "i" : "")
                + "F -e "
                + Find.quoted(text)
                + " {} +";
    var found = find.files(intent.kind(), action);
    var files = found.isPresent() ? found.get() : globbed(intent);
    var label = intent.kind().label();
    var kind = label.contains("*") ? "files named " + label : intent.kind().plural();
    var one = kind.replaceFirst("files", "file");
    var mention = text.isEmpty() ? "" : " that mention \"" + text + "\"";
    var exact = text.isEmpty() || smallLetters(text) ? "" : " (capital letters as written)";
    var what = mention + where(intent.folder());
    if (files.total() == 0) {
      return "No " + kind + what + exact + ".";
    }
    var missing = files.total() - files.lines().size();
    return Findings.count(files.total(), one, kind)
        + what
        + exact
        + ".\n\n"
        + Findings.list(files.lines())
        + (missing > 0 ? "\n(" + missing + " more are not shown)" : "");
  }

  private Find.Found globbed(Intent.FindFiles intent) throws NeedsTools, Blocked {
    if (intent.mention().isPresent()) {
      return mentioning(intent);
    }
    var patterns = intent.kind().patterns().isEmpty() ? List.of("*") : intent.kind().patterns();
    var paths = new ArrayList<String>();
    for (var pattern : patterns) {
      var seen =
          hands.use("glob_find", Map.of("pattern", "**/" + pattern, "path", intent.folder()));
      if (seen.failed()) {
        throw new Blocked("The files could not be listed: " + seen.reason());
      }
      Find.paths(seen).stream().filter(path -> !without.contains(path)).forEach(paths::add);
    }
    if (paths.size() >= GLOB_MAX) {
      throw new Blocked(
          "There are more than " + GLOB_MAX + " files, the most that glob_find shows.");
    }
    return new Find.Found(paths.stream().sorted().distinct().toList(), paths.size());
  }

  private Find.Found mentioning(Intent.FindFiles intent) throws NeedsTools, Blocked {
    var lines = searched(literal(intent.mention().orElseThrow()), intent.folder());
    var endings =
        intent.kind().patterns().stream().map(pattern -> pattern.replace("*", "")).toList();
    var paths =
        lines.lines().stream()
            .map(line -> line.substring(0, line.indexOf(':')))
            .filter(path -> endings.isEmpty() || endings.stream().anyMatch(path::endsWith))
            .distinct()
            .sorted()
            .toList();
    return new Find.Found(paths, paths.size());
  }
}
