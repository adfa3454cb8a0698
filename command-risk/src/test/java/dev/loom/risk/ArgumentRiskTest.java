package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ArgumentRiskTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        ".env.local",
        "x/.env.production",
        ".ENV",
        "./a/../.env",
        ".env/",
        ".env.",
        ".env ",
        " .env",
        ".env. .",
        "a//.env",
        "a\\.env",
        "..\\.env",
        "%2eenv",
        ".%65nv",
        "file:///w/.env",
        "file://localhost/w/.env",
        "FILE:.env",
        "\uff0eenv",
        ".\uff45nv",
        ".e\u200bnv",
        ".env\0",
        ".env\n",
        ".env::$DATA",
        "prod.env",
        ".ssh/authorized_keys",
        ".SSH/config",
        ".gnupg/x",
        ".aws/credentials",
        ".kube/config",
        ".docker/config.json",
        ".netrc",
        "_netrc",
        ".npmrc",
        ".pypirc",
        ".git/hooks/pre-commit",
        ".git/config",
        "sub/.git/config",
        ".GIT/config",
        ".bashrc",
        ".profile",
        ".zshrc",
        ".bash_profile",
        ".zshenv",
        "id_rsa",
        "keys/id_ed25519",
        "server.pem",
        "tls.key",
        "a.p12",
        "secrets.yml",
        "my-secrets.yaml",
        "secret.json",
        "CREDENTIALS.json",
        "loom.toml",
        "./loom.toml",
        ".loom/processes/x.yaml",
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml",
        ".husky/pre-push",
        ".vscode/tasks.json",
        ".mcp.json",
        ".envrc",
        ".gitconfig",
        ".config/systemd/user/x.service",
        "/etc/passwd",
        "/etc/cron.d/x",
        "/usr/bin/x",
        "/dev/sda",
        "C:\\Windows\\x",
        "/root/.x",
        ".m2/settings.xml"
      })
  void writingToAProtectedPathNeedsApprovalUnderAnyArgumentName(String path) {
    for (var name :
        List.of(
            "path",
            "file",
            "filename",
            "file_path",
            "filePath",
            "dest",
            "to",
            "destination",
            "target",
            "output_path",
            "new_path",
            "targetFile",
            "notebook_path",
            "some_file")) {
      assertTrue(
          ArgumentRisk.assess(Map.of(name, path, "content", "x")).isPresent(), name + " " + path);
    }
    assertTrue(ArgumentRisk.assess(Map.of("paths", List.of("a", path))).isPresent(), path);
    assertTrue(
        ArgumentRisk.assess(Map.of("edits", List.of(Map.of("path", path)))).isPresent(), path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/environment.ts",
        "docs/env.md",
        "a.gitignore",
        ".gitignore",
        ".gitattributes",
        "loom.md",
        "src/Main.java",
        "README.md",
        "package.json",
        "a/b/c.txt",
        "Dockerfile",
        ".env.example",
        ".env.sample",
        ".eslintrc.json",
        ".prettierrc",
        ".github/CODEOWNERS",
        "src/keys.ts",
        "test/ssh/x.c",
        "gitlab.md",
        "src/secretary.py",
        "/tmp/x.txt",
        "a%20b.txt",
        "100%.txt",
        "src/\u00fcber.txt",
        ".dockerignore",
        ".editorconfig",
        "../sibling/a.txt"
      })
  void writingToAnOrdinaryPathNeedsNoApproval(String path) {
    assertEquals(
        Optional.empty(), ArgumentRisk.assess(Map.of("path", path, "content", "rm -rf / in .env")));
  }

  @Test
  void aCommandIsAnalyzedInAnyArgumentAtAnyDepth() {
    for (var name :
        List.of("command", "cmd", "script", "commandLine", "shell_command", "exec", "run", "CMD")) {
      var call = Map.<String, Object>of(name, "rm -rf x");
      assertTrue(ArgumentRisk.assess(call).isPresent(), name);
      assertTrue(
          ArgumentRisk.assess(Map.of("input", Map.of("steps", List.of(call)))).isPresent(), name);
      assertTrue(ArgumentRisk.assess(Map.of(name, List.of("ls", "rm -rf x"))).isPresent(), name);
      assertTrue(ArgumentRisk.assess(Map.of(name, List.of("rm", "-rf", "x"))).isPresent(), name);
      assertTrue(
          ArgumentRisk.assess(Map.of(name, "rm", "args", List.of("-rf", "x"))).isPresent(), name);
      assertEquals(Optional.empty(), ArgumentRisk.assess(Map.of(name, "ls -l")), name);
      assertEquals(Optional.empty(), ArgumentRisk.assess(Map.of(name, List.of("ls", "-l"))), name);
    }
  }

  @Test
  void sqlArgumentsAreAnalyzed() {
    for (var name : List.of("sql", "query", "statement", "statements", "raw_sql")) {
      for (var text :
          List.of(
              "DROP TABLE t",
              "drop\n table t",
              "DROP/**/TABLE t",
              "delete from t",
              "TRUNCATE t",
              "select 1; DROP DATABASE x",
              "update t set a = 1",
              "\uff24ROP TABLE t")) {
        assertTrue(ArgumentRisk.assess(Map.of(name, text)).isPresent(), name + " " + text);
      }
      assertEquals(
          Optional.empty(), ArgumentRisk.assess(Map.of(name, "select * from dropped")), name);
      assertEquals(
          Optional.empty(),
          ArgumentRisk.assess(Map.of(name, "update t set a = 1 where id = 2")),
          name);
    }
  }

  @Test
  void writtenContentIsNotAnalyzedAsACommand() {
    assertEquals(
        Optional.empty(),
        ArgumentRisk.assess(
            Map.of("path", "a.sql", "content", "DROP TABLE t", "new_str", "rm -rf /")));
  }

  @Test
  void tooManyOrTooDeepArgumentsNeedApproval() {
    Object deep = "x";
    for (int i = 0; i < 1_000; i++) {
      deep = List.of(deep);
    }
    assertTrue(ArgumentRisk.assess(Map.of("a", deep)).isPresent());
    var many = new ArrayList<String>();
    for (int i = 0; i < 10_000; i++) {
      many.add("x");
    }
    assertTrue(ArgumentRisk.assess(Map.of("a", many)).isPresent());
  }
}
