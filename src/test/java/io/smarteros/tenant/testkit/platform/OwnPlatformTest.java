package io.smarteros.tenant.testkit.platform;

import io.smarteros.tenant.local.ClusterExtension;
import io.smarteros.tenant.local.OwnCluster;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that would keep the shared operator from all others for minutes: it has a {@link Platform}
 * of its own, cluster and database included, and goes on beside them. That takes ten seconds and a
 * gigabyte of memory more.
 */
@Tag("cluster")
@OwnCluster
@ExtendWith({ClusterExtension.class, PlatformExtension.class})
// it takes longest
@Order(PlatformTest.FIRST - 1)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnPlatformTest {
  /** Locked by all but the longest one, so that there are never more than three platforms. */
  String ONE_AT_A_TIME = "own platform";
}
