package dev.leat.kafka.groups;

import dev.leat.core.LeatException;
import dev.leat.engine.Assignment;
import dev.leat.engine.Membership;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.Catalog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The groups that this hub is a member of. Thread-safe; guarded by itself. */
public final class Memberships implements AutoCloseable {

    private final Clients clients;
    private final Catalog catalog;
    private final GroupAnswers groups;
    private final Set<Member> members = new HashSet<>();
    private final Map<String, Member> bySubscription = new HashMap<>();
    private boolean closed;

    public Memberships(Clients clients, Catalog catalog) {
        this.clients = clients;
        this.catalog = catalog;
        this.groups = new GroupAnswers(clients);
    }

    /**
     * As {@link dev.leat.engine.Engine#join}. Brokers that are out of reach are tried until they are there. Of several
     * memberships of one subscription the last one commits.
     *
     * @throws LeatException.Denied if this hub may not join the group
     */
    public Membership join(String subscription, Set<String> streams, Assignment assignment) {
        checkAllowed(subscription);
        Member member = add(subscription, streams, assignment);
        member.start();
        return member;
    }

    private synchronized Member add(String subscription, Set<String> streams, Assignment assignment) {
        if (closed) {
            throw new LeatException.Closed("the hub is closed");
        }
        Member member = new Member(subscription, streams, assignment, clients, catalog, this::left);
        members.add(member);
        bySubscription.put(subscription, member);
        return member;
    }

    private synchronized void left(Member member) {
        members.remove(member);
        bySubscription.values().remove(member);
    }

    /** This process's member of the group, if there is one. */
    synchronized @Nullable Member member(String subscription) {
        return bySubscription.get(subscription);
    }

    /** An assignment has no ear for errors, so what is allowed is asked before. */
    private void checkAllowed(String subscription) {
        Set<AclOperation> allowed = null;
        try {
            allowed = groups.describe(subscription).join().authorizedOperations();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LeatException.Denied denied) {
                throw denied;
            } // else there is no such group yet, or nobody to ask
        }
        if (allowed != null && !allowed.contains(AclOperation.READ)) {
            throw new LeatException.Denied(
                    "joining subscription '" + subscription + "' needs the right to READ the consumer group '"
                            + clients.names().group(subscription) + "': have it granted",
                    null);
        }
    }

    /** Leaves all. */
    @Override
    public void close() {
        Set<Member> all;
        synchronized (this) {
            closed = true;
            all = Set.copyOf(members);
        }
        all.forEach(Member::beginClosing);
        all.forEach(Member::close);
    }
}
