import './app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { pauseUnattended, queryClient } from './api/query-client.ts';
import { takeToken } from './api/session.ts';
import { router } from './router.tsx';
import { followTheme } from './shell/theme.ts';

followTheme();
pauseUnattended();
takeToken();
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
