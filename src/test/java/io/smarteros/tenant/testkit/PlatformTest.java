package io.smarteros.tenant.testkit;

import io.smarteros.tenant.local.ClusterTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that takes the {@link Platform}, one for all such tests of a run, and has it for itself:
 * it may stop its operator, measure it or change what all tenants depend on.
 */
@ClusterTest
@ExtendWith(PlatformExtension.class)
@ResourceLock(ClusterTest.CLUSTER)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlatformTest {}
