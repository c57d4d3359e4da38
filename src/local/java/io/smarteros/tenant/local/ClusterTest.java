package io.smarteros.tenant.local;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that needs a real Kubernetes: its methods and constructor may take a {@link
 * LocalCluster}, {@link Binaries} and a {@link SupabaseDatabase} (hardened), each one shared by all
 * such classes of the run, of which one goes on at a time. {@code -DexcludedGroups=cluster} leaves
 * these classes out.
 */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
@ResourceLock("cluster")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ClusterTest {}
