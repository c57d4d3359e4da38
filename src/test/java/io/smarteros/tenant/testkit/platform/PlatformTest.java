package io.smarteros.tenant.testkit.platform;

import io.smarteros.tenant.local.ClusterExtension;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that takes the {@link Platform}, one for all such tests of a run, and has its operator to
 * itself: it may stop it, or watch that it does nothing. Whoever only makes tenants is a {@link
 * SharedPlatformTest}, and whoever takes minutes an {@link OwnPlatformTest}.
 */
@Tag("cluster")
@ExtendWith({ClusterExtension.class, PlatformExtension.class})
@ResourceLock(PlatformTest.OPERATOR)
// first, since one waits for the other; what needs no operator goes on beside them
@Order(PlatformTest.FIRST)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlatformTest {
  /** Locked for reading by who makes Tenants or classes, at which an operator looks. */
  String OPERATOR = "operator";

  /** The place of these tests among all. */
  int FIRST = 1;
}
