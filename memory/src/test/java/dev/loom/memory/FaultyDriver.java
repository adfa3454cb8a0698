package dev.loom.memory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/// SQLite driver whose write connection can fail or delay commits. Commits are recognised by their
/// statements: `COMMIT`, or an insertion outside a transaction.
final class FaultyDriver implements Driver {
  /// Faults injected around statements.
  interface Faults {
    /// Called before a commit is passed to SQLite.
    default void beforeCommit(int commit) throws SQLException {}

    /// Called after SQLite has committed.
    default void afterCommit(int commit) throws SQLException {}

    /// Called after an insertion inside a transaction.
    default void afterInsertion() throws SQLException {}

    /// Called before a rollback.
    default void beforeRollback() throws SQLException {}
  }

  static final Faults NONE = new Faults() {};

  private final Driver sqlite;
  private final AtomicInteger commits = new AtomicInteger();
  private volatile Faults faults = NONE;
  private volatile Connection writer;

  private FaultyDriver(Driver sqlite) {
    this.sqlite = sqlite;
  }

  /// Replaces the real driver until it is uninstalled.
  static FaultyDriver install() throws SQLException {
    var sqlite = DriverManager.getDriver("jdbc:sqlite:");
    DriverManager.deregisterDriver(sqlite);
    var faulty = new FaultyDriver(sqlite);
    DriverManager.registerDriver(faulty);
    return faulty;
  }

  void uninstall() throws SQLException {
    DriverManager.deregisterDriver(this);
    DriverManager.registerDriver(sqlite);
  }

  /// Injects faults into the following commits, numbered from 1.
  void inject(Faults wanted) {
    commits.set(0);
    faults = wanted;
  }

  /// Executes a statement on the write connection.
  void pragma(String statement) throws SQLException {
    try (var other = writer.createStatement()) {
      other.execute(statement);
    }
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    var real = sqlite.connect(url, properties);
    if (real == null || !url.contains("journal_mode")) {
      return real;
    }
    writer = real;
    return new Writer(real).proxy();
  }

  /// Proxies the write connection.
  private final class Writer {
    private final Connection real;
    private boolean inTransaction;

    Writer(Connection real) {
      this.real = real;
    }

    Connection proxy() {
      return proxied(
          Connection.class,
          (self, method, arguments) -> {
            var made = invoke(real, method, arguments);
            return switch (made) {
              case PreparedStatement prepared ->
                  proxied(PreparedStatement.class, executing(prepared, (String) arguments[0]));
              case Statement statement -> proxied(Statement.class, executing(statement, ""));
              case null, default -> made;
            };
          });
    }

    private InvocationHandler executing(Statement statement, String prepared) {
      return (self, method, arguments) -> {
        if (!method.getName().startsWith("execute")) {
          return invoke(statement, method, arguments);
        }
        var sql = arguments != null && arguments.length > 0 ? (String) arguments[0] : prepared;
        if (sql.equals("ROLLBACK")) {
          faults.beforeRollback();
        }
        boolean commits = sql.equals("COMMIT") || !inTransaction && sql.startsWith("INSERT");
        int number = commits ? FaultyDriver.this.commits.incrementAndGet() : 0;
        if (commits) {
          faults.beforeCommit(number);
        }
        var result = invoke(statement, method, arguments);
        inTransaction = sql.startsWith("BEGIN") || inTransaction && !sql.matches("COMMIT|ROLLBACK");
        if (commits) {
          faults.afterCommit(number);
        } else if (sql.startsWith("INSERT")) {
          faults.afterInsertion();
        }
        return result;
      };
    }
  }

  private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static <T> T proxied(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return sqlite.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return sqlite.getPropertyInfo(url, properties);
  }

  @Override
  public int getMajorVersion() {
    return sqlite.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return sqlite.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return sqlite.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(FaultyDriver.class.getName());
  }
}
