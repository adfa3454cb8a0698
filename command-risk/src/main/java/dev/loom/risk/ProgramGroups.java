package dev.loom.risk;

import java.util.List;
import java.util.Set;

/// Groups programs by kind and lists the shell keywords that precede a program.
final class ProgramGroups {
  /// Shell keywords that a command follows.
  static final Set<String> LEADING_KEYWORDS =
      Set.of("then", "do", "else", "elif", "if", "while", "until", "!", "{", "coproc");

  static final Set<String> SHELLS =
      Set.of(
          "sh",
          "bash",
          "rbash",
          "dash",
          "zsh",
          "ksh",
          "ksh93",
          "mksh",
          "ash",
          "csh",
          "tcsh",
          "fish",
          "pwsh",
          "powershell",
          "powershell.exe",
          "cmd",
          "cmd.exe",
          "nu",
          "xonsh",
          "elvish");

  /// Programs that display or store text, so SQL in their arguments is harmless.
  static final Set<String> TEXT_TOOLS =
      Set.of(
          "echo", "printf", "cat", "grep", "egrep", "fgrep", "rg", "ag", "ack", "git", "gh", "less",
          "head", "tail", "diff", "sed", "awk", "gawk", "mawk", "tee", "jq", "wc", "sort", "uniq",
          "cut", "tr", "test", "[", "[[", ":", "true", "false");

  /// Database clients, whose input is analyzed as SQL.
  static final Set<String> DATABASES =
      Set.of(
          "psql",
          "mysql",
          "mariadb",
          "sqlite3",
          "sqlite",
          "duckdb",
          "sqlcmd",
          "sqlplus",
          "mongo",
          "mongosh",
          "redis-cli",
          "valkey-cli",
          "cqlsh",
          "clickhouse-client",
          "clickhouse",
          "cockroach",
          "bq",
          "snowsql",
          "isql",
          "usql",
          "pgcli",
          "mycli",
          "litecli",
          "presto",
          "trino",
          "hive",
          "beeline",
          "influx",
          "neo4j",
          "cypher-shell",
          "db2",
          "mssql-cli",
          "osql",
          "impala-shell",
          "spark-sql",
          "h2",
          "tsql",
          "fbsql",
          "ksql",
          "arangosh",
          "surreal");

  /// Programs that write the files that their arguments name.
  static final Set<String> WRITERS =
      Set.of(
          "tee",
          "cp",
          "mv",
          "ln",
          "install",
          "touch",
          "truncate",
          "rsync",
          "scp",
          "patch",
          "sponge",
          "link",
          "mkfifo",
          "mknod",
          "split",
          "csplit",
          "gunzip",
          "unzip",
          "gzip",
          "bzip2",
          "xz",
          "zstd",
          "zip",
          "7z",
          "cpio",
          "tar",
          "unlink",
          "rm",
          "rmdir",
          "mkdir",
          "chmod",
          "chgrp",
          "dos2unix",
          "unix2dos",
          "ssh-keygen",
          "gcp",
          "gmv",
          "gcc",
          "cc",
          "copy",
          "move",
          "xcopy",
          "robocopy",
          "rename",
          "ren",
          "del",
          "erase",
          "type",
          "chflags",
          "vi",
          "vim",
          "nvim",
          "nano",
          "emacs",
          "rcp",
          "sftp",
          "ditto",
          "svn",
          "objcopy",
          "shuf",
          "iconv",
          "pandoc",
          "openssl",
          "gpg",
          "sops",
          "crudini",
          "yq",
          "dasel",
          "rename.ul",
          "prename",
          "mmv",
          "trash",
          "rclone");

  /// Options of any program that name an output file.
  static final Set<String> OUTPUT_OPTIONS =
      Set.of(
          "-o",
          "-O",
          "--output",
          "--output-document",
          "--out",
          "--outfile",
          "--output-file",
          "--log-file",
          "--report",
          "-P",
          "--directory-prefix",
          "--output-dir",
          "--dump-header",
          "-D",
          "-c",
          "--cookie-jar",
          "--trace",
          "--stderr");

  private ProgramGroups() {}

  /// @return the words without the leading shell keywords
  static List<Word> withoutLeadingKeywords(List<Word> words) {
    int at = 0;
    while (at < words.size() && LEADING_KEYWORDS.contains(words.get(at).text())) {
      at++;
    }
    return words.subList(at, words.size());
  }

  /// @return the name of a program without its directory
  static String nameOf(String word) {
    return word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  }
}
