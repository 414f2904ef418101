import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router-dom";
import { EmptyState, Skeleton } from "@/components/ui/card";
import { useAuth } from "@/hooks/useAuth";

export function RequireAuth({ staff = false, children }: { staff?: boolean; children: ReactNode }) {
  const { user, loading, isStaff } = useAuth();
  const location = useLocation();

  if (loading) {
    return (
      <div className="container py-16">
        <Skeleton className="h-64" />
      </div>
    );
  }
  if (!user) return <Navigate to="/auth" replace state={{ from: location.pathname }} />;
  if (staff && !isStaff) {
    return (
      <div className="container py-16">
        <EmptyState title="This part is for the team">Ask at the front desk if you would like to teach with us.</EmptyState>
      </div>
    );
  }
  return <>{children}</>;
}
