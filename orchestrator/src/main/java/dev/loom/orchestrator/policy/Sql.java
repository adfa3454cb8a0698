package dev.loom.orchestrator.policy;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Text for a database, and whether it takes something away for good.
final class Sql {
  private static final Set<String> DROPPABLE =
      Set.of(
          "table",
          "database",
          "schema",
          "index",
          "view",
          "user",
          "role",
          "column",
          "owned",
          "keyspace",
          "tablespace",
          "function",
          "trigger",
          "procedure",
          "sequence",
          "type",
          "materialized",
          "collection",
          "extension",
          "constraint",
          "foreign",
          "temporary",
          "login",
          "policy",
          "publication",
          "server",
          "stream",
          "task",
          "warehouse",
          "stage",
          "event");

  /// Words that destroy, disclose or run programs, whatever stands around them.
  private static final List<String> DESTRUCTIVE_PHRASES =
      List.of(
          "xp_cmdshell",
          "into outfile",
          "into dumpfile",
          "to program",
          "from program",
          "lo_export",
          "pg_read_file",
          "load_file(",
          "dropdatabase(",
          "deletemany(",
          "deleteone(",
          "writable_schema",
          "execute immediate",
          "sys_exec(",
          "sys_eval(",
          "load_extension(",
          "fn_rename_table(",
          "dbms_scheduler",
          "alter user",
          "alter role",
          "grant all");

  private Sql() {}

  /// @return whether it takes away tables, rows or rights, or leaves the database
  static boolean isDestructive(String text) {
    if (text.length() < 6) {
      return false;
    }
    var plain = normalize(text);
    return DESTRUCTIVE_PHRASES.stream().anyMatch(plain::contains)
        || plain.contains(".drop(")
        || removesData(plain);
  }

  private static boolean removesData(String plain) {
    var words = plain.split("[ ;()]+");
    boolean updates = false;
    boolean where = false;
    for (int i = 0; i < words.length; i++) {
      var next = i + 1 < words.length ? words[i + 1] : "";
      if (words[i].equals("drop") && DROPPABLE.contains(next)
          || words[i].equals("truncate") && next.equals("table")
          || words[i].equals("delete") && next.equals("from")) {
        return true;
      }
      updates |= words[i].equals("update") && i + 2 < words.length && words[i + 2].equals("set");
      where |= words[i].equals("where");
    }
    return updates && !where;
  }

  /// Comments and white space become one space; what MySQL runs within a comment stays.
  private static String normalize(String text) {
    var lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    var plain = new StringBuilder();
    int at = 0;
    while (at < lower.length()) {
      char c = lower.charAt(at);
      if (lower.startsWith("/*!", at)) {
        at += 3;
        while (at < lower.length() && Character.isDigit(lower.charAt(at))) {
          at++;
        }
        plain.append(' ');
      } else if (lower.startsWith("/*", at)) {
        int end = lower.indexOf("*/", at + 2);
        // Without an end this is no comment but, say, a pattern of files.
        at = end < 0 ? at + 2 : end + 2;
        appendSpace(plain);
      } else if (lower.startsWith("*/", at)) {
        at += 2;
        appendSpace(plain);
      } else if (lower.startsWith("--", at) && lower.indexOf('\n', at) > 0) {
        at = lower.indexOf('\n', at);
      } else if (c == '#' && lower.indexOf('\n', at) > 0) {
        at = lower.indexOf('\n', at);
      } else {
        if (Character.isWhitespace(c) || Character.isSpaceChar(c) || "\"`'".indexOf(c) >= 0) {
          appendSpace(plain);
        } else if (Character.getType(c) != Character.FORMAT) {
          plain.append(c);
        }
        at++;
      }
    }
    return plain.toString();
  }

  private static void appendSpace(StringBuilder plain) {
    if (plain.isEmpty() || plain.charAt(plain.length() - 1) != ' ') {
      plain.append(' ');
    }
  }
}
